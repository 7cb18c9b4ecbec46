/** What the settings consist of, loaded when they open for the first time. */
import './density-picker.ts';
import './ignored-list.ts';
import '../notifications/notification-settings.ts';
import './name-form.ts';
import './password-form.ts';
import './profile-form.ts';
import './preference-picker.ts';
import './session-list.ts';
