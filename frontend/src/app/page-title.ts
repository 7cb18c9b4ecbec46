const shown = { name: 'Chat', unread: 0 };

/** Shows the chat's name in the tab's title. */
export function showName(name = 'Chat'): void {
  shown.name = name;
  showTitle();
}

/** Shows the number of unread messages in the tab's title. */
export function showUnread(count: number): void {
  shown.unread = count;
  showTitle();
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const href = count > 0 ? '/favicon-unread.svg' : '/favicon.svg';
  if (icon?.getAttribute('href') !== href) icon?.setAttribute('href', href);
}

function showTitle(): void {
  const { name, unread } = shown;
  document.title = unread > 0 ? `(${unread}) ${name}` : name;
}
