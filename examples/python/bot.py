"""A bot: logs in as a guest, posts a message, prints the history, logs out.

    pip install generated/sdk/python
    python examples/python/bot.py http://localhost:8080
"""

import secrets
import sys
import uuid

import chat_sdk


def main(base_url: str) -> None:
    configuration = chat_sdk.Configuration(host=f"{base_url}/api")
    with chat_sdk.ApiClient(configuration) as client:
        sessions = chat_sdk.SessionsApi(client)
        messages = chat_sdk.MessagesApi(client)

        username = f"Bot-{secrets.token_hex(3)}"
        session = sessions.login(chat_sdk.LoginRequest(username=username))
        # The token lasts 15 minutes. A guest that runs longer logs in again with it before it expires, for up to a day
        # (see ../README.md for longer).
        configuration.access_token = session.token

        # The client chooses the id, so a retry after a lost response does not duplicate the message.
        text = f"Hello from {session.username}, in Python"
        messages.post_message(chat_sdk.PostRequest(id=uuid.uuid4(), message=text))

        for message in messages.list_messages(limit=10).messages:
            print(f"{message.timestamp.isoformat()} {message.username}: {message.message}")

        sessions.logout()


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8080")
    except chat_sdk.ApiException as error:
        # Every API error is a problem document whose detail says what to do.
        sys.exit(error.body)
