<?php
require "GuzzleHttp/autoload.php";
[, $method, $url, $token, $body] = $argv;
$options = ["http_errors" => false, "headers" => []];
if ($token !== "-") $options["headers"]["Authorization"] = "Bearer $token";
if ($body !== "-") {
    $options["headers"]["Content-Type"] = $body[0] === "{" ? "application/json" : "application/x-www-form-urlencoded";
    $options["body"] = $body;
}
$response = (new GuzzleHttp\Client())->request($method, $url, $options);
echo $response->getStatusCode(), "\n", $response->getBody();
