import InsightsAPI
import InsightsSimulator

/// A first call for a person who has just started a simulator, and the page to look at.
struct FirstCall {
    let url: String
    let tenantID: String
    /// What the token is for: the documents' resource, or the later one where tokens for that have ended.
    let resource: String

    init(_ simulator: Simulator, url: String) {
        self.url = url
        tenantID = simulator.information.tenantID
        resource = simulator.settings.usualResource
    }

    /// The lines for a terminal; the first is a pipe for a shell that shows no secret.
    var text: String {
        """
        Try it: \(pipe)
        Swagger page: \(url)/insights/v1/cmp/swagger/index.html
        """
    }

    private var pipe: String {
        let form =
            "'\"resource=\(resource)" + #"&grant_type=client_credentials&client_id=\(.clientId|@uri)"#
            + #"&client_secret=\(.clientSecret|@uri)"'"#
        return [
            "curl -s \(url)/_sim/credentials", "jq -r \(form)", "curl -s -d @- \(url)/\(tenantID)/oauth2/token",
            #"jq -r '"header = \"Authorization: Bearer \(.access_token)\""'"#,
            "curl -s -K - \(url)/insights/v1/cmp/ScheduledDataset",
        ].joined(separator: " | ")
    }
}
