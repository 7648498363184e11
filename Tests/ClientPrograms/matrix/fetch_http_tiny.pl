use strict;
use HTTP::Tiny;
my ($method, $url, $token, $body) = @ARGV;
my %options = (headers => {});
$options{headers}{Authorization} = "Bearer $token" if $token ne "-";
if ($body ne "-") {
    $options{headers}{"Content-Type"} = $body =~ /^\{/ ? "application/json" : "application/x-www-form-urlencoded";
    $options{content} = $body;
}
my $response = HTTP::Tiny->new(verify_SSL => 1)->request($method, $url, \%options);
die $response->{content} . "\n" if $response->{status} == 599;
print $response->{status}, "\n", $response->{content};
