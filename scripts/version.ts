import packageJson from '../package.json' with { type: 'json' };

/** The version of everything: package.json's. Contracts, SDKs and the images' labels have the same. */
export const version = packageJson.version;
