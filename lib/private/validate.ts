import { type Duration, Token } from 'aws-cdk-lib';

/** A duration in whole seconds, at least `least` of them. */
export function wholeSeconds(value: Duration, name: string, least = 0): number {
  if (value.isUnresolved()) {
    throw new Error(`${name} must be known at synthesis: got a token, pass a Duration with a number`);
  }
  const seconds = value.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < least) {
    throw new Error(`${name} must be a whole number of seconds, at least ${least}: got ${seconds} s`);
  }
  return seconds;
}

/** A whole number within limits. */
export function wholeNumber(value: number, name: string, least: number, most: number): number {
  if (Token.isUnresolved(value)) {
    throw new Error(`${name} must be known at synthesis: got a token, pass a number from ${least} to ${most}`);
  }
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new Error(`${name} must be a whole number from ${least} to ${most}: got ${value}`);
  }
  return value;
}
