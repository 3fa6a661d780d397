import { CONNECTION_TIMEOUT, REQUEST_TIMEOUT } from '../timing';

/** As every client's request handler takes them. */
export const TIMEOUTS = {
  connectionTimeout: CONNECTION_TIMEOUT,
  requestTimeout: REQUEST_TIMEOUT,
  throwOnRequestTimeout: true,
};
