import { type Duration, Token } from 'aws-cdk-lib';

/** A duration in whole seconds, at least `least` of them. */
export function wholeSeconds(value: Duration, name: string, min = 0): number {
  if (value.isUnresolved()) {
    throw new Error(`${name} must be known at synthesis: got a token, pass a Duration with a number`);
  }
  const seconds = value.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < min) {
    throw new Error(`${name} must be a whole number of seconds, at least ${min}: got ${seconds} s`);
  }
  return seconds;
}

/** A whole number within limits. */
export function wholeNumber(value: number, name: string, min: number, max: number): number {
  if (Token.isUnresolved(value)) {
    throw new Error(`${name} must be known at synthesis: got a token, pass a number from ${min} to ${max}`);
  }
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new Error(`${name} must be a whole number from ${min} to ${max}: got ${value}`);
  }
  return value;
}

/** A string: not every app is compiled with strict types, and what is undefined would be left out of the template. */
export function givenString(given: string | undefined, what: string): string {
  if (typeof given !== 'string') {
    throw new Error(`not ${what}: got ${given}, pass a string; is an environment variable missing?`);
  }
  return given;
}
