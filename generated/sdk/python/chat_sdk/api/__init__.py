# flake8: noqa

# import apis into api package
from chat_sdk.api.account_api import AccountApi
from chat_sdk.api.administration_api import AdministrationApi
from chat_sdk.api.chat_api import ChatApi
from chat_sdk.api.directory_api import DirectoryApi
from chat_sdk.api.events_api import EventsApi
from chat_sdk.api.invites_api import InvitesApi
from chat_sdk.api.members_api import MembersApi
from chat_sdk.api.messages_api import MessagesApi
from chat_sdk.api.preferences_api import PreferencesApi
from chat_sdk.api.presence_api import PresenceApi
from chat_sdk.api.profile_api import ProfileApi
from chat_sdk.api.reading_api import ReadingApi
from chat_sdk.api.rooms_api import RoomsApi
from chat_sdk.api.sessions_api import SessionsApi

