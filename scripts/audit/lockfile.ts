import { z } from 'zod';

const lockfile = z.object({
  lockfileVersion: z.literal(3),
  packages: z.record(
    z.string(),
    z.object({ integrity: z.string().optional(), link: z.boolean().optional(), inBundle: z.boolean().optional() }),
  ),
});

const DEPENDENCIES = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;
const versions = z.record(z.string(), z.string()).default({});
const manifest = z.object({
  dependencies: versions,
  devDependencies: versions,
  optionalDependencies: versions,
});

/** `1.2.3` or `1.2.3-rc.1`: no range, no tag, no address. */
const EXACT = /^\d+\.\d+\.\d+(?:-[\dA-Za-z.-]+)?$/;
const STRONG = /^sha512-[\dA-Za-z+/]+={0,2}$/;

/** Packages that anybody on the way to the registry could replace unnoticed, and dependencies that are no exact version. */
export function lockfileProblems(packageJson: unknown, packageLock: unknown): string[] {
  const wanted = manifest.parse(packageJson);
  const { packages } = lockfile.parse(packageLock);
  const loose = DEPENDENCIES.flatMap((kind) =>
    Object.entries(wanted[kind])
      .filter(([, version]) => !EXACT.test(version))
      .map(([name, version]) => `${kind}: ${name} is "${version}", which is no exact version`),
  );
  const unsealed = Object.entries(packages)
    // The root is the folder itself; what is bundled comes within a package that has its own.
    .filter(([path, { link, inBundle }]) => path !== '' && link !== true && inBundle !== true)
    .filter(([, { integrity }]) => integrity === undefined || !STRONG.test(integrity))
    .map(([path]) => `${path} has no sha512 integrity`);
  return [...loose, ...unsealed];
}
