import InsightsAPI
import InsightsHTTP
import InsightsRandomness
import InsightsTime

/// The HTML of the steps of a sign-in; it loads nothing, and works without scripts.
struct SignInPage {
    /// A step, with what its form needs.
    enum Content {
        /// The choice of a user, with the password; `flow` is the secret name of the sign-in.
        case account(flow: String, action: String, application: String, users: [String], hint: String?)
        /// The second factor.
        case factor(flow: String, action: String, user: String, isRequired: Bool)
        /// The consent to an application.
        case consent(flow: String, action: String, user: String, application: String, permissions: [String])
        /// The user code of a device.
        case userCode(action: String, userCode: String)
        /// The end of a sign-in that returns to no client.
        case done(String)
        /// A mistake that cannot be sent to the client.
        case mistake
        /// A form that the browser posts to the client at once.
        case posting(address: String, parameters: [(name: String, value: String)])
    }

    let content: Content
    /// The error that the page shows.
    let error: TokenError?

    init(_ content: Content, error: TokenError? = nil) {
        self.content = content
        self.error = error
    }

    // MARK: Policy

    private static let style = """
        body{font:16px/1.5 sans-serif;max-width:26em;margin:3em auto;padding:0 1em;color:#1b1b1b}\
        h1{font-size:1.4em}label{display:block;margin:.6em 0}input:not([type=radio]){display:block;width:100%;\
        box-sizing:border-box;padding:.4em;font:inherit}button{font:inherit;padding:.4em 1.2em;margin:.8em .6em 0 0}\
        .error{color:#a4262c}footer{margin-top:3em;font-size:.75em;color:#666}
        """
    private static let script = "document.forms[0].submit()"

    private static func digest(_ text: String) -> String {
        "'sha256-\(Base64.encode(Digest.sha256(text.utf8)))'"
    }

    private static let styleDigest = digest(style)
    private static let scriptDigest = digest(script)

    /// Returns the value of `Content-Security-Policy`; browsers apply the targets of forms to redirects, too.
    ///
    /// Without targets, the page is the one that posts to the client, which may redirect anywhere.
    static func policy(formTargets: [String]) -> String {
        let common = ["default-src 'none'", "style-src \(styleDigest)", "base-uri 'none'", "frame-ancestors 'none'"]
        let own =
            formTargets.isEmpty
            ? "script-src \(scriptDigest)" : "form-action " + formTargets.joined(separator: " ")
        return (common + [own]).joined(separator: "; ")
    }

    // MARK: HTML

    /// Returns the page with the identifiers of the response.
    func html(request: String, correlation: String, time: Timestamp) -> String {
        let message = error.map { "<p class=\"error\" role=\"alert\">AADSTS\($0.code): \(Self.text($0.text))</p>\n" }
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">\
            <title>Sign in to your account</title><style>\(Self.style)</style></head><body>
            <h1>\(heading)</h1>
            \(message ?? "")\(form)
            <footer>insights-simulator, not a real sign-in. Request Id: \(request). Correlation Id: \
            \(Self.text(correlation)). Timestamp: \(time)</footer></body></html>

            """
    }

    private var heading: String {
        switch content {
        case .account: "Sign in"
        case .factor: "Approve the sign-in"
        case .consent: "Permissions requested"
        case .userCode: "Enter the code"
        case .done: "Done"
        case .mistake: "Sorry, but we’re having trouble signing you in."
        case .posting: "Working"
        }
    }

    private var form: String {
        switch content {
        case .account(let flow, let action, let application, let users, let hint):
            accountForm(flow, action, application, users, hint)
        case .factor(let flow, let action, let user, let isRequired):
            Self.form(
                action, flow,
                "<p>\(Self.text(user)): the simulator stands in for the second factor.</p>\n"
                    + Self.button("approve", "Approve")
                    + (isRequired ? "" : Self.button("skip", "Skip: password only")) + Self.button("decline", "Deny"))
        case .consent(let flow, let action, let user, let application, let permissions):
            Self.form(
                action, flow,
                "<p><b>\(Self.text(application))</b> wants, for \(Self.text(user)):</p>\n<ul>"
                    + permissions.map { "<li>\(Self.text($0))</li>" }.joined() + "</ul>\n"
                    + Self.button("accept", "Accept") + Self.button("cancel", "Cancel"))
        case .userCode(let action, let userCode):
            "<form method=\"post\" action=\"\(Self.text(action))\">\n<label>Code "
                + "<input name=\"user_code\" value=\"\(Self.text(userCode))\" autocomplete=\"off\" autofocus></label>\n"
                + "<button>Next</button></form>"
        case .done(let message): "<p>\(Self.text(message))</p>"
        case .mistake: ""
        case .posting(let address, let parameters):
            "<form method=\"post\" action=\"\(Self.text(address))\">\n"
                + parameters.map { Self.hidden($0.name, $0.value) }.joined()
                + "<button>Continue</button></form>\n<script>\(Self.script)</script>"
        }
    }

    private func accountForm(
        _ flow: String, _ action: String, _ application: String, _ users: [String], _ hint: String?
    ) -> String {
        let known = hint.flatMap { hint in users.first { $0.lowercased() == hint.lowercased() } }
        let options = users.map { "<option value=\"\(Self.text($0))\">" }.joined()
        return Self.form(
            action, flow,
            "<p>to continue to <b>\(Self.text(application))</b></p>\n<label>User "
                + "<input name=\"username\" list=\"users\" value=\"\(Self.text(known ?? hint ?? ""))\" "
                + "autocomplete=\"off\"></label><datalist id=\"users\">\(options)</datalist>\n<label>Password "
                + "<input name=\"password\" type=\"password\" autocomplete=\"off\"></label>\n"
                + "<p>Users of this tenant: \(users.map(Self.text).joined(separator: ", "))</p>\n"
                + Self.button("sign-in", "Sign in") + Self.button("cancel", "Cancel"))
    }

    private static func form(_ action: String, _ flow: String, _ content: String) -> String {
        // In the address the journal finds the name of the secret; in a field it would not.
        "<form method=\"post\" action=\"\(text(action))?flow_token=\(text(flow))\">\n\(content)</form>"
    }

    private static func hidden(_ name: String, _ value: String) -> String {
        "<input type=\"hidden\" name=\"\(text(name))\" value=\"\(text(value))\">\n"
    }

    private static func button(_ action: String, _ label: String) -> String {
        "<button name=\"action\" value=\"\(action)\">\(text(label))</button>\n"
    }

    private static func text(_ text: String) -> String { HTMLText.escaped(text) }
}
