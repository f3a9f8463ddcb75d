// `node --import missing-packages.mjs script.mjs`: OpenTelemetry's packages are not found, as where nobody installed them.
import { register } from 'node:module';

const loader = `export async function resolve(specifier, context, next) {
  if (!specifier.includes('opentelemetry')) return next(specifier, context);
  throw Object.assign(new Error('Cannot find package ' + specifier), { code: 'ERR_MODULE_NOT_FOUND' });
}`;
register(`data:text/javascript,${encodeURIComponent(loader)}`);
