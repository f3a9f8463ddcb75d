import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { LinkFailed, oneLine } from '../errors.ts';
import { installOnce } from '../install.ts';
import { asset, exists, findProgram } from '../paths.ts';
import { type RunResult, run } from '../process/run.ts';
import type { StackContext } from '../types.ts';

export const MONGO_JAVA_VERSION = '1.47.0';

const SOURCES = ['pom.xml', 'MongoJava.java'];
const MAVEN_MS = 240_000;

export interface JavaStore {
  java: string;
  classPath: string;
}

/**
 * The Java that runs the stand-in and its class path. Fetches the jars with Maven and compiles our main the first time,
 * and again when either source has changed; later only `java` is needed.
 */
export async function installMongoJava(context: StackContext): Promise<JavaStore> {
  const java = await program('java', 'Java', context);
  const folder = join(context.cacheDir, 'mongo-java', await sourcesHash());
  const lib = join(folder, 'lib');
  if (!(await exists(lib))) {
    const maven = await program('mvn', 'Maven', context);
    const compiler = await program('javac', 'A JDK', context);
    context.say(
      `MongoDB: installing de.bwaldvogel:mongo-java-server ${MONGO_JAVA_VERSION} with its H2 backend from Maven (6 MB) into ${lib}: it stands in for mongod, which was not found`,
    );
    await installOnce(folder, (draft) => fill(draft, maven, compiler, context));
  }
  return { java, classPath: [join(lib, '*'), join(folder, 'classes')].join(delimiter) };
}

/** Looks in JAVA_HOME first, as Maven does. */
async function program(name: string, label: string, { env }: StackContext): Promise<string> {
  const home = env.JAVA_HOME;
  const path = await findProgram(name, env, home === undefined || home === '' ? [] : [join(home, 'bin')]);
  if (path === undefined) throw new LinkFailed(`${label} (${name}) is not on PATH`);
  return path;
}

async function sourcesHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of SOURCES) hash.update(await readFile(asset('mongo-java', name)));
  return hash.digest('hex').slice(0, 12);
}

async function fill(draft: string, maven: string, compiler: string, context: StackContext): Promise<void> {
  // Maven writes beside its pom, which may be a read-only folder: it gets a copy.
  for (const name of SOURCES) await cp(asset('mongo-java', name), join(draft, name));
  const lib = join(draft, 'lib');
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${lib}`, '-DincludeScope=runtime'];
  const options = { timeoutMs: MAVEN_MS, cwd: draft, env: context.env, signal: context.signal };
  const copied = await run(maven, ['-q', '-B', '-ntp', ...goal], options);
  if (copied.timedOut) throw new LinkFailed(`Maven did not finish within ${MAVEN_MS / 1000} s`);
  if (copied.code !== 0) throw new LinkFailed(`Maven could not fetch the jars: ${mavenReason(copied)}`);
  if ((await readdir(lib).catch(() => [])).length === 0) throw new LinkFailed('Maven fetched no jars');
  const classes = join(draft, 'classes');
  await mkdir(classes);
  const compiled = await run(compiler, ['-d', classes, '-cp', join(lib, '*'), join(draft, 'MongoJava.java')], options);
  if (compiled.code !== 0)
    throw new LinkFailed(`the JDK could not compile our main (${oneLine(compiled.stderr, 120)})`);
}

function mavenReason({ stdout, stderr }: RunResult): string {
  const output = stdout + stderr;
  if (/UnknownHost|Connection|timed out|Network is unreachable|Could not transfer|offline mode/i.test(output)) {
    return 'no network, or its repository does not answer';
  }
  if (/JAVA_HOME/.test(output)) return 'JAVA_HOME does not lead to a JDK';
  return oneLine(output.split('\n').find((line) => line.includes('ERROR')) ?? output, 120);
}
