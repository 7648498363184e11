/// The media types of responses.
package enum MediaType {
    /// JSON, as the service and the token endpoint name it.
    package static let json = "application/json; charset=utf-8"
}
