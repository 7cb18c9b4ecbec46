/** What the tab's title, its icon and the installed app's icon show. */
interface Waiting {
  unread: number;
  /** Those that mention the user. */
  mentions: number;
}

const shown = { name: 'Chat', unread: 0, mentions: 0 };

/** Shows the chat's name in the tab's title. */
export function showName(name = 'Chat'): void {
  shown.name = name;
  document.title = titleOf(shown);
}

/** Shows the numbers of unread messages and of mentions. */
export function showUnread({ unread, mentions }: Waiting): void {
  Object.assign(shown, { unread, mentions });
  document.title = titleOf(shown);
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const href = iconOf(shown);
  if (icon?.getAttribute('href') !== href) icon?.setAttribute('href', href);
  void showBadge(shown);
}

/** Mentions stand first: a narrow tab shows the beginning alone. */
export function titleOf({ name, unread, mentions }: Waiting & { name: string }): string {
  const numbers = [...(mentions > 0 ? [`@${mentions}`] : []), ...(unread > 0 ? [`(${unread})`] : [])];
  return [...numbers, name].join(' ');
}

function iconOf({ unread, mentions }: Waiting): string {
  if (mentions > 0) return '/favicon-mention.svg';
  return unread > 0 ? '/favicon-unread.svg' : '/favicon.svg';
}

/** The badge of an installed app: the number of mentions, or a dot. */
async function showBadge({ unread, mentions }: Waiting): Promise<void> {
  // Missing in an insecure context, and in some browsers.
  const { setAppBadge, clearAppBadge } = navigator as Partial<Navigator>;
  try {
    if (mentions > 0) await setAppBadge?.call(navigator, mentions);
    else if (unread > 0) await setAppBadge?.call(navigator);
    else await clearAppBadge?.call(navigator);
  } catch {
    // The system does not allow it.
  }
}
