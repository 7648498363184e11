/// Header fields that the service knows besides the standard ones.
package enum ServiceField {
    /// The request header with a bare access token of a user, which mpn clients send in place of `Authorization`.
    package static let userTicket = "X-AadUserTicket"
}
