/// The resources whose tokens the service accepts (token-endpoint section 5.2).
package enum ResourceURI {
    /// Azure AD Graph.
    package static let azureADGraph = "https://graph.windows.net"
    /// The Partner Center API.
    package static let partnerCenter = "https://api.partnercenter.microsoft.com"
}
