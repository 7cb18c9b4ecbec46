/** Apple's keyboards have Command where others have Control. */
const isApple = /mac|iphone|ipad/i.test(navigator.userAgent);

/** A key with the platform's modifier, as it is written on the page. */
export const shortcut = (key: string): string => (isApple ? `⌘${key}` : `Ctrl ${key}`);

/** Whether the platform's modifier is held: on a Mac Control moves the caret. */
export const hasModifier = ({ ctrlKey, metaKey }: KeyboardEvent): boolean => (isApple ? metaKey : ctrlKey);
