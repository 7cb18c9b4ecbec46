/** Shows the number of unread messages in the tab's title. */
export function showUnread(count: number): void {
  document.title = count > 0 ? `(${count}) Chat` : 'Chat';
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const href = count > 0 ? '/favicon-unread.svg' : '/favicon.svg';
  if (icon?.getAttribute('href') !== href) icon?.setAttribute('href', href);
}
