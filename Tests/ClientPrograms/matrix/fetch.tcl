package require http
package require tls
lassign $argv method url token body
::http::register https 443 [list ::tls::socket -autoservername true -require true \
    -cafile /etc/ssl/certs/ca-certificates.crt]
set headers {}
if {$token ne "-"} { lappend headers Authorization "Bearer $token" }
set options [list -method $method]
if {$body ne "-"} {
    set kind [expr {[string index $body 0] eq "\{" ? "application/json" : "application/x-www-form-urlencoded"}]
    lappend options -query $body -type $kind
}
set response [::http::geturl $url -headers $headers {*}$options]
if {[::http::status $response] ne "ok"} { puts stderr [::http::error $response]; exit 1 }
puts [::http::ncode $response]
puts [::http::data $response]
