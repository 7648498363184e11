<?php
require "Symfony/Component/HttpClient/autoload.php";
[, $method, $url, $token, $body] = $argv;
$options = ["headers" => []];
if ($token !== "-") $options["headers"]["Authorization"] = "Bearer $token";
if ($body !== "-") {
    $options["headers"]["Content-Type"] = $body[0] === "{" ? "application/json" : "application/x-www-form-urlencoded";
    $options["body"] = $body;
}
$response = (new Symfony\Component\HttpClient\NativeHttpClient())->request($method, $url, $options);
echo $response->getStatusCode(), "\n", $response->getContent(false);
