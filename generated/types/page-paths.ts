/** Written by `npm run codegen`: the page's paths besides `/`. */
export const pagePaths = new RegExp(
  '^/(?:browse|inbox|join|people|people/[a-z]+|r/[a-z0-9-]+|r/[a-z0-9-]+/m/[0-9]+|reset|settings|setup)$',
);
