"""The old design's auth-service: it checks tokens for the other service over HTTP."""

import os

import jwt
from flask import Flask, jsonify, request

SECRET = os.environ["JWT_SECRET"]
app = Flask(__name__)


@app.post("/login")
def login():
    username = request.get_json()["username"]
    return jsonify(token=jwt.encode({"username": username}, SECRET, algorithm="HS256"))


@app.post("/verify")
def verify():
    try:
        claims = jwt.decode(request.get_json()["token"], SECRET, algorithms=["HS256"])
    except jwt.InvalidTokenError:
        return jsonify(valid=False), 401
    return jsonify(valid=True, username=claims["username"])


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
