/** Where the simulator takes place. */
export const ENVIRONMENT = { account: '123456789012', region: 'eu-west-1', partition: 'aws' };
