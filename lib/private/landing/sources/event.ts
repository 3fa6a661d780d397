import type { LandingEventConfig } from '../../../landing-event-config';

export function event(
  name: string,
  source: string,
  detailType: string,
  detail: Record<string, unknown>,
): LandingEventConfig {
  return { name, eventPattern: { source: [source], detailType: [detailType], detail } };
}

/** A filter where there is something to filter by. */
export function only(field: string, ...values: (string | undefined)[]): Record<string, unknown> {
  const given = values.filter((value) => value !== undefined);
  return given.length > 0 ? { [field]: given } : {};
}
