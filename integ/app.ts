import { App } from 'aws-cdk-lib';
import { firstMinutes } from './first-minutes';
import { landingPath } from './landing-path';
import { mwaaServerless } from './mwaa-serverless';
import { quickSightAnswers } from './quick-sight-answers';

/** Everything that only AWS can say. */
export function integApp(app = new App()): App {
  landingPath(app);
  quickSightAnswers(app);
  firstMinutes(app);
  mwaaServerless(app);
  return app;
}

if (require.main === module) {
  integApp();
}
