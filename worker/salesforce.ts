import type { Environment } from '../model/env.ts';
import { createSalesforceClient, type SalesforceClient } from '../salesforce/index.ts';

/**
 * The client of the org that the environment names; null where none is connected.
 * @throws AppError `salesforce.loginUrl`, `salesforce.privateKey`
 */
export function openSalesforce(env: Environment): SalesforceClient | null {
  const {
    SALESFORCE_LOGIN_URL: loginUrl,
    SALESFORCE_CLIENT_ID: clientId,
    SALESFORCE_CLIENT_SECRET: clientSecret,
    SALESFORCE_USERNAME: username,
    SALESFORCE_PRIVATE_KEY: privateKey,
    SALESFORCE_API_VERSION: apiVersion,
    ACTIONS_SYNC_PRIVATE_HOSTS: privateHosts = [],
  } = env;
  if (loginUrl === undefined || clientId === undefined) return null;
  const common = { loginUrl, clientId, apiVersion, privateHosts };
  if (clientSecret !== undefined) return createSalesforceClient({ ...common, clientSecret });
  if (username !== undefined && privateKey !== undefined) {
    return createSalesforceClient({ ...common, username, privateKey });
  }
  return null;
}
