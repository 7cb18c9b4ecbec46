"""The old design's message-service: messages in a list, the token is checked over HTTP for every post."""

import json
import os
from datetime import datetime, timezone
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from flask import Flask, jsonify, request

VERIFY_URL = os.environ["AUTH_URL"] + "/verify"
app = Flask(__name__)
messages = []


def verify(token):
    body = json.dumps({"token": token}).encode()
    asked = Request(VERIFY_URL, body, {"Content-Type": "application/json"})
    try:
        with urlopen(asked, timeout=5) as answer:
            return json.load(answer)
    except HTTPError:
        return None


@app.post("/messages")
def post_message():
    caller = verify(request.headers.get("Authorization", "").removeprefix("Bearer "))
    if caller is None:
        return jsonify(error="invalid token"), 401
    message = {
        "id": len(messages) + 1,
        "username": caller["username"],
        "message": request.get_json()["message"],
        "timestamp": datetime.now(timezone.utc).isoformat(),
    }
    messages.append(message)
    return jsonify(message), 201


@app.get("/messages")
def get_messages():
    return jsonify(messages=messages[int(request.args.get("after", 0)) :])


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
