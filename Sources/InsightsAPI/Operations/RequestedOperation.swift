package import InsightsHTTP

/// What a request asks for, by its method and its target alone.
package struct RequestedOperation: Sendable {
    /// The operation; `other` for a request that no route answers.
    package let operation: Operation
    /// The program that the path names; nil for requests outside the service.
    package let program: PartnerProgram?
    /// The route; nil for requests outside the service, and for those without one.
    package let route: Route?
    /// The version that the path names.
    package let version: ServiceVersion
    /// Whether the path is one of the service, also if it names no program.
    package let isForService: Bool
    /// Whether the path is that of the page about the interface, or of its document.
    package let isSwagger: Bool

    /// Reads a method and a target in origin or absolute form.
    package init(_ method: HTTPMethod, _ target: String) {
        let segments = RequestTarget(parsing: target).segments
        let first = segments.first?.lowercased()
        let isVersioned = first == "insights"
        version = (isVersioned && segments.count > 1 ? ServiceVersion(rawValue: segments[1].lowercased()) : nil) ?? .v1
        let rest = segments.dropFirst(isVersioned ? 2 : 1)
        isForService = isVersioned || first == "analytics"
        guard isForService, let named = PartnerProgram(rawValue: rest.first?.lowercased() ?? "")
        else {
            (program, route, isSwagger) = (nil, nil, false)
            if first == SimulatorEndpoints.downloadPrefix {
                operation = .download
            } else if segments.last?.lowercased() == "token" {
                operation = .token
            } else {
                operation = segments.isEmpty || isForService ? .other : .discovery
            }
            return
        }
        program = named
        route = Route(segments: rest.dropFirst())
        isSwagger = SwaggerRoute(segments: rest.dropFirst()) != nil
        operation = route?.operation(for: method) ?? .other
    }
}
