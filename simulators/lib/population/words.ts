/** Word pools for made-up people: several scripts, because a sync must keep every one of them byte for byte. */
interface Script {
  /** Share of people, summed over all scripts to 1. */
  readonly share: number;
  readonly first: readonly string[];
  readonly last: readonly string[];
  readonly city: readonly string[];
  readonly country: string;
}

const words = (text: string): readonly string[] => text.split(' ');

export const SCRIPTS: readonly Script[] = [
  {
    share: 0.58,
    first: words('Anna John Mary James Linda Robert Susan Michael Karen David Emma Oliver Grace Henry Ruth Samuel'),
    last: words(
      "Smith Johnson Brown O'Neill Taylor Miller Wilson Moore Clark Lewis Walker Young King Wright Hill Scott",
    ),
    city: words('Austin Boston Chicago Denver Leeds Dublin Sydney Toronto'),
    country: 'United States',
  },
  {
    share: 0.2,
    first: words('Zoë François Jürgen Łukasz Çağla Søren José Ngọc Renée Björn Iñaki Šárka Åsa Mihály'),
    last: words('Müller Gómez Lefèvre Wójcik Yılmaz Ångström Nguyễn Dvořák Muñoz Größler Kovács Përmeti Ţepeş'),
    city: words('Köln Málaga Łódź İzmir Orléans Malmö Győr Brașov'),
    country: 'Deutschland',
  },
  {
    share: 0.07,
    first: words('Анна Иван Ольга Дмитрий Ірина Ђорђе Мария Сергій'),
    last: words('Иванова Петров Шевченко Соколов Ковальчук Јовановић Щербакова'),
    city: words('Київ София Београд Алматы'),
    country: 'Україна',
  },
  {
    share: 0.08,
    first: words('伟 秀英 さくら 健太 민준 서연 芳 翔太 𠮷郎'),
    last: words('王 李 佐藤 鈴木 김 박 陳 髙橋 歐陽'),
    city: words('北京 東京 서울 臺北 大阪'),
    country: '日本',
  },
  {
    share: 0.04,
    first: words('محمد فاطمة أحمد ليلى يوسف'),
    last: words('الحسن عبدالله المصري حدّاد'),
    city: words('القاهرة دبي عمّان'),
    country: 'مصر',
  },
  {
    share: 0.02,
    first: words('נועה דוד יעל אברהם'),
    last: words('כהן לוי מזרחי'),
    city: words('חיפה ירושלים'),
    country: 'ישראל',
  },
  {
    // Decomposed accents, an emoji family (several code points with joiners) and a flag.
    share: 0.01,
    first: ['Ame\u0301lie', 'Jo\u0308rg', 'Max 🚀', 'Kim 👩‍👩‍👧‍👦', 'Li\u0323nh'],
    last: ['Nun\u0303ez', 'Be\u0301la 🇭🇺', 'Va\u030cclav', 'Sm\u0131th'],
    city: ['São Paulo', 'Zu\u0308rich'],
    country: 'Brasil',
  },
];

export const LATIN_USERS = words('anna john mary james linda rob sue mike karen dave zoe jose lukas noah li mo');
export const COMPANY_WORDS = words('Northwind Contoso Acme Globex Initech Umbrella Hooli Vandelay Wonka Stark Wayne');
export const COMPANY_TAILS = ['Inc.', 'GmbH & Co. KG', 'Ltd', 'S.A.', '株式会社', 'ООО', 'Sp. z o.o.', 'AG, Zürich'];
export const TITLES = ['CEO', 'VP Sales', 'Engineer', 'Buyer', 'CTO', 'Director, Marketing', 'Head of IT', 'Analyst'];
export const SOURCES = ['Web', 'Trade Show', 'Referral', 'Webinar', 'Partner', 'Paid Search', 'List Import'];
export const STATUSES = ['Open', 'Contacted', 'Qualified', 'Unqualified', 'Recycled'];
export const INDUSTRIES = ['Software', 'Banking', 'Health Care', 'Retail', 'Energy', 'Education'];
export const DEPARTMENTS = ['Sales', 'Marketing', 'Engineering', 'Finance', 'Operations'];
/** Text that careless readers damage: line breaks, tabs, quotes, commas, backslashes (14.15). */
export const AWKWARD = [
  '12 Main St\r\nFloor 3',
  'a\tb',
  'The "Big" One',
  "c'est l'été, oui",
  'x\ny\rz',
  'C:\\new\\t',
  '  padded  ',
  'left\rright',
];
