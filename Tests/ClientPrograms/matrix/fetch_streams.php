<?php
[, $method, $url, $token, $body] = $argv;
$headers = [];
if ($token !== "-") $headers[] = "Authorization: Bearer $token";
if ($body !== "-") $headers[] = "Content-Type: " . ($body[0] === "{" ? "application/json" : "application/x-www-form-urlencoded");
$options = ["method" => $method, "header" => $headers, "ignore_errors" => true];
if ($body !== "-") $options["content"] = $body;
$text = file_get_contents($url, false, stream_context_create(["http" => $options]));
if ($text === false) exit(1);
preg_match('/ (\d+)/', $http_response_header[0], $found);
echo $found[1], "\n", $text;
