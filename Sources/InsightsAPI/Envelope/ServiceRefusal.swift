package import InsightsJSON

/// An error of the service together with its reason, which only the place that throws it knows.
///
/// The error decides status and text as published. The reason names the field, the value that was found and what is
/// expected, which helps to debug a client.
package struct ServiceRefusal: Error, Sendable, Equatable {
    /// The error in the response.
    package let error: ServiceError
    /// What in the request led to it; nil where the text says all there is to say, or only the state knows.
    package let reason: InputError?

    /// Creates a refusal.
    package init(_ error: ServiceError, _ reason: InputError? = nil) {
        self.error = error
        self.reason = reason
    }

    /// Creates a refusal because of the value of a field.
    package init(_ error: ServiceError, field: String, found: String, expected: String, hint: String? = nil) {
        self.init(error, InputError(place: field, found: found, expected: expected, hint: hint))
    }
}
