import { version } from '../../version.ts';

/** openapi-generator's settings for a client. */
export interface Client {
  generatorName: string;
  additionalProperties: Record<string, string | boolean>;
  globalProperties?: Record<string, string>;
  /** Files that it would write and that are no part of a client. */
  leftOut: string[];
}

/** The clients by the names of their folders. */
export const clients: Record<string, Client> = {
  typescript: {
    generatorName: 'typescript-fetch',
    // Plain sources without a package of their own: a bot imports index.ts.
    additionalProperties: { importFileExtension: '.js' },
    leftOut: [],
  },
  python: {
    generatorName: 'python',
    additionalProperties: {
      packageName: 'chat_sdk',
      projectName: 'chat-sdk',
      packageVersion: version,
      // Otherwise an event is tried against the schema of each kind.
      useOneOfDiscriminatorLookup: true,
    },
    globalProperties: { apiTests: 'false', modelTests: 'false' },
    leftOut: [
      '.github/',
      '.gitignore',
      '.gitlab-ci.yml',
      '.travis.yml',
      'git_push.sh',
      'requirements.txt',
      'setup.cfg',
      'setup.py',
      'test-requirements.txt',
      'tox.ini',
    ],
  },
};
