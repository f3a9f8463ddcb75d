/** The variables that connect Salesforce: all of them or none. */
const COMMON = ['SALESFORCE_LOGIN_URL', 'SALESFORCE_CLIENT_ID'] as const;
const SECRET = 'SALESFORCE_CLIENT_SECRET';
const JWT = ['SALESFORCE_USERNAME', 'SALESFORCE_PRIVATE_KEY'] as const;

type Names = (typeof COMMON)[number] | typeof SECRET | (typeof JWT)[number];

/** What is missing or too much where Salesforce is half given: problems by name of the variable. */
export function salesforceProblems(given: Readonly<Partial<Record<Names, unknown>>>): Record<string, string> {
  const isGiven = (name: Names) => given[name] !== undefined;
  const hasKey = JWT.some(isGiven);
  if (!hasKey && !isGiven(SECRET) && !COMMON.some(isGiven)) return {};
  const problems: Record<string, string> = {};
  for (const name of COMMON) if (!isGiven(name)) problems[name] = 'is not set, other SALESFORCE_ variables are';
  if (hasKey && isGiven(SECRET)) problems[SECRET] = 'must be left out where SALESFORCE_PRIVATE_KEY is used';
  else if (hasKey) {
    for (const name of JWT) if (!isGiven(name)) problems[name] = 'is not set: a key and its user go together';
  } else if (!isGiven(SECRET))
    problems[SECRET] = 'is not set: set it, or SALESFORCE_USERNAME and SALESFORCE_PRIVATE_KEY';
  return problems;
}
