import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Profile } from '../../api/types.ts';
import { changesOf, faultOf } from './profile-changes.ts';

const UNSET: Profile = { sub: 'ada', username: 'ada', displayName: 'Ada', guest: false, showLastSeen: true };
const PROFILE: Profile = { ...UNSET, title: 'Mathematician', timeZone: 'Europe/London' };
const UNCHANGED = { title: 'Mathematician', timeZone: 'Europe/London', showLastSeen: true };

describe("the profile's form", () => {
  it('sends only what was changed, so that the changes of two devices add up', () => {
    assert.deepEqual(changesOf(UNCHANGED, PROFILE), {});
    assert.deepEqual(changesOf({ ...UNCHANGED, title: ' Mathematician ' }, PROFILE), {});
    assert.deepEqual(changesOf({ ...UNCHANGED, title: 'Poet ' }, PROFILE), { title: 'Poet' });
    assert.deepEqual(changesOf({ ...UNCHANGED, timeZone: 'UTC' }, PROFILE), { timeZone: 'UTC' });
    assert.deepEqual(changesOf({ ...UNCHANGED, showLastSeen: false }, PROFILE), { showLastSeen: false });
  });

  it('removes what was emptied, and what was not set stays so', () => {
    assert.deepEqual(changesOf({ ...UNCHANGED, title: ' ', timeZone: '' }, PROFILE), { title: null, timeZone: null });
    assert.deepEqual(changesOf({ title: '', timeZone: '', showLastSeen: true }, UNSET), {});
  });

  it('names the field that the server refuses', () => {
    assert.equal(faultOf(['/body/timeZone']), 'timeZone');
    assert.equal(faultOf(['/body/timeZone', '/body/title']), 'title');
    assert.equal(faultOf(['/body/showLastSeen']), undefined);
    assert.equal(faultOf(), undefined);
  });
});
