"""Sends one request with a library of Python: fetch.py LIBRARY METHOD URL TOKEN BODY"""

import asyncio
import sys

library, method, url, token, body = sys.argv[1:]
headers = {} if token == "-" else {"Authorization": "Bearer " + token}
if body != "-":
    headers["Content-Type"] = "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"
content = None if body == "-" else body.encode()


def with_urllib():
    import urllib.error
    import urllib.request
    try:
        answer = urllib.request.urlopen(urllib.request.Request(url, content, headers, method=method))
    except urllib.error.HTTPError as error:
        answer = error
    return answer.status, answer.read()


def with_http_client():
    import http.client
    from urllib.parse import urlsplit
    parts = urlsplit(url)
    connection = http.client.HTTPSConnection(parts.hostname)
    connection.request(method, parts.path + ("?" + parts.query if parts.query else ""), content, headers)
    answer = connection.getresponse()
    return answer.status, answer.read()


def with_requests():
    import requests
    answer = requests.request(method, url, data=content, headers=headers)
    return answer.status_code, answer.content


def with_requests_prepared():
    import requests
    with requests.Session() as session:
        answer = session.send(session.prepare_request(requests.Request(method, url, data=content, headers=headers)))
    return answer.status_code, answer.content


def with_niquests():
    import niquests
    answer = niquests.request(method, url, data=content, headers=headers)
    return answer.status_code, answer.content


def with_httpx():
    import httpx
    answer = httpx.request(method, url, content=content, headers=headers, follow_redirects=True)
    return answer.status_code, answer.content


def with_curl_cffi():
    from curl_cffi import requests
    answer = requests.request(method, url, data=content, headers=headers)
    return answer.status_code, answer.content


def with_urllib3():
    import urllib3
    answer = urllib3.PoolManager().request(method, url, body=content, headers=headers)
    return answer.status, answer.data


def with_aiohttp():
    import aiohttp

    async def call():
        async with aiohttp.ClientSession() as session:
            async with session.request(method, url, data=content, headers=headers) as answer:
                return answer.status, await answer.read()
    return asyncio.run(call())


def with_tornado():
    from tornado.httpclient import AsyncHTTPClient

    async def call():
        answer = await AsyncHTTPClient().fetch(
            url, method=method, headers=headers, body=content, raise_error=False, allow_nonstandard_methods=True)
        if answer.code == 599:
            raise answer.error
        return answer.code, answer.body
    return asyncio.run(call())


def with_treq():
    import treq
    from twisted.internet.task import react
    result = []

    async def call(reactor):
        answer = await treq.request(method, url, headers=headers, data=content)
        result.append((answer.code, await answer.content()))
    from twisted.internet.defer import ensureDeferred
    try:
        react(lambda reactor: ensureDeferred(call(reactor)))
    except SystemExit as end:
        if end.code:
            raise
    return result[0]


def with_httplib2():
    import httplib2
    answer, text = httplib2.Http().request(url, method, content, headers)
    return answer.status, text


def with_pycurl():
    import io
    import pycurl
    buffer, handle = io.BytesIO(), pycurl.Curl()
    handle.setopt(pycurl.URL, url)
    handle.setopt(pycurl.CUSTOMREQUEST, method)
    handle.setopt(pycurl.HTTPHEADER, [f"{name}: {value}" for name, value in headers.items()])
    if content is not None:
        handle.setopt(pycurl.POSTFIELDS, content)
    handle.setopt(pycurl.WRITEDATA, buffer)
    handle.perform()
    return handle.getinfo(pycurl.RESPONSE_CODE), buffer.getvalue()


def with_primp():
    import primp
    answer = primp.Client().request(method, url, headers=headers, content=content)
    return answer.status_code, answer.content


def with_impit():
    import impit
    answer = impit.Client().request(method, url, headers=headers, content=content)
    return answer.status_code, answer.content


def with_pyreqwest():
    from pyreqwest.client import SyncClientBuilder
    with SyncClientBuilder().build() as client:
        call = client.request(method, url).headers(headers)
        if content is not None:
            call = call.body_bytes(content)
        answer = call.build().send()
        return answer.status, bytes(answer.bytes())


def with_qt():
    from PySide6.QtCore import QByteArray, QCoreApplication, QUrl
    from PySide6.QtNetwork import QNetworkAccessManager, QNetworkReply, QNetworkRequest
    application, manager = QCoreApplication([]), QNetworkAccessManager()
    request = QNetworkRequest(QUrl(url))
    for name, value in headers.items():
        request.setRawHeader(QByteArray(name.encode()), QByteArray(value.encode()))
    reply = manager.sendCustomRequest(request, QByteArray(method.encode()), QByteArray(content or b""))
    reply.finished.connect(application.quit)
    application.exec()
    status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
    if status is None:
        raise OSError(reply.errorString())
    return status, bytes(reply.readAll().data())


def with_dotnet():
    import json
    import os
    import tempfile
    import dotnetcore2.runtime
    from clr_loader import get_coreclr
    from pythonnet import set_runtime
    root = os.path.dirname(dotnetcore2.runtime.get_runtime_path())
    version = os.listdir(root + "/shared/Microsoft.NETCore.App")[0]
    framework = {"name": "Microsoft.NETCore.App", "version": version}
    with tempfile.NamedTemporaryFile("w", suffix=".runtimeconfig.json") as file:
        json.dump({"runtimeOptions": {"tfm": "netcoreapp3.1", "framework": framework}}, file)
        file.flush()
        set_runtime(get_coreclr(runtime_config=file.name, dotnet_root=root))
        import clr
    for assembly in ["System.Net.Http", "System.Net.Primitives"]:
        clr.AddReference(assembly)
    from System import Uri
    from System.Net.Http import HttpClient, HttpMethod, HttpRequestMessage, StringContent
    from System.Text import Encoding
    request = HttpRequestMessage(HttpMethod(method), Uri(url))
    if token != "-":
        request.Headers.Add("Authorization", headers["Authorization"])
    if content is not None:
        request.Content = StringContent(body, Encoding.UTF8, headers["Content-Type"])
    answer = HttpClient().SendAsync(request).Result
    return int(answer.StatusCode), str(answer.Content.ReadAsStringAsync().Result).encode()


status, text = globals()["with_" + library]()
print(status, flush=True)
sys.stdout.buffer.write(text)
