import { uniqueText } from './support/names.ts';
import { expect, test } from './support/story.ts';

const attacks = [
  '<img src=x onerror="document.title=\'hacked\'">',
  '<script>document.title = "hacked"</script>',
  '<svg/onload=document.title="hacked">',
  '"><b id=hacked>bold</b>',
  '${document.title="hacked"} {{7*7}} <!-- ?lit$ -->',
  '&lt;b&gt; &amp; &#60;i&#62;',
  '**bold** [link](javascript:alert(1))',
];

test('markup in messages stays text', async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  for (const attack of attacks) {
    const text = uniqueText(attack);
    await ada.say(text);
    for (const person of [ada, ben]) {
      const message = person.message(text);
      await expect(message).toBeVisible();
      await expect(message.locator('script, img, svg[onload], #hacked')).toHaveCount(0);
    }
  }
  await ben.page.reload();
  await expect(ben.message(attacks[0] ?? '').last()).toBeVisible();
  for (const person of [ada, ben]) await expect(person.page).not.toHaveTitle(/hacked/);
});

test('a name with markup is refused, and the page says so in plain text', async ({ visit, watch }) => {
  watch.allow(/status of 400/);
  const mallory = await visit();
  for (const attack of attacks.slice(0, 4)) {
    await mallory.submitLogin(attack.slice(0, 32));
    await expect(mallory.alert).toBeVisible();
    await expect(mallory.composer).toBeHidden();
  }
  await expect(mallory.page.locator('#hacked')).toHaveCount(0);
  await expect(mallory.page).not.toHaveTitle(/hacked/);
});

test('links are links, to web pages only', async ({ join }) => {
  const ada = await join('Ada');
  const text = uniqueText('See https://example.org/a?b=1&c=(d). And javascript:alert(1) and data:text/html,x');
  await ada.say(text);
  const links = ada.message(text).getByRole('link');
  await expect(links).toHaveCount(1);
  await expect(links).toHaveAttribute('href', 'https://example.org/a?b=1&c=(d)');
  await expect(links).toHaveAttribute('rel', /noopener/);
});
