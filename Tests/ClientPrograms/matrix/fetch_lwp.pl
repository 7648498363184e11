use strict;
use LWP::UserAgent;
my ($method, $url, $token, $body) = @ARGV;
my $request = HTTP::Request->new($method, $url);
$request->header(Authorization => "Bearer $token") if $token ne "-";
if ($body ne "-") {
    $request->header("Content-Type" => $body =~ /^\{/ ? "application/json" : "application/x-www-form-urlencoded");
    $request->content($body);
}
my $response = LWP::UserAgent->new->request($request);
die $response->status_line . "\n" if ($response->header("Client-Warning") // "") eq "Internal response";
print $response->code, "\n", $response->decoded_content;
