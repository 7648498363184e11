import InsightsHTTP
import InsightsJSON

extension FederatedCredential {
    /// Reads a trust of the tenants file.
    init(_ node: StrictJSONValue) throws(InputError) {
        let members = try node.members(
            ["issuer"], optional: ["subject", "claimsMatchingExpression", "audience", "keys", "name"])
        let issuer = try members["issuer"].nonEmptyString()
        var expression: ClaimsExpression?
        if let node = members.optional("claimsMatchingExpression") {
            expression = ClaimsExpression(try node.nonEmptyString())
            guard expression != nil else {
                throw node.mismatch(found: node.value.shown, expected: ClaimsExpression.form)
            }
        }
        let subject = try members.optional("subject")?.nonEmptyString()
        guard (subject == nil) != (expression == nil) else {
            throw node.mismatch(
                found: subject == nil ? "no subject" : "a subject and claimsMatchingExpression",
                expected: "one of subject and claimsMatchingExpression")
        }
        let keys =
            if let node = members.optional("keys") { try IssuerKeys(node) } else { try IssuerKeys(of: issuer, node) }
        self.init(
            issuer: issuer, subject: subject ?? "",
            audience: try members.optional("audience")?.nonEmptyString() ?? Self.usualAudience,
            keys: keys)
        self.expression = expression
    }
}

extension IssuerKeys {
    private static let expectation = "a JSON Web Key Set with at least one key"

    /// Finds the keys of an issuer on this machine, whose discovery document is below its address.
    fileprivate init(of issuer: String, _ node: StrictJSONValue) throws(InputError) {
        let base = issuer.hasSuffix("/") ? issuer : issuer + "/"
        guard let url = LoopbackURL(base + Self.discoveryPath) else {
            throw node.mismatch(
                found: "no keys", expected: "keys, since the issuer is not an address of this machine",
                hint: "name a key set, a file, a folder, or an address of this machine")
        }
        self = .url(url)
    }

    /// Reads a JSON Web Key Set, or a text that names a file, a folder or an address.
    fileprivate init(_ node: StrictJSONValue) throws(InputError) {
        guard let name = node.value.string else {
            self = .set(try Self.set(node))
            return
        }
        if name.contains("://") {
            self = .url(try Self.url(name, node))
            return
        }
        // A relative name is that of something beside the tenants file.
        let folder = node.place.inputPlace.file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let path = name.hasPrefix("/") ? name : (folder + [Substring(name)]).joined(separator: "/")
        guard IssuerKeyFolder.isFolder(path) != true else {
            self = .folder(path)
            return
        }
        let document: StrictJSONValue
        do throws(FixtureError) {
            let bytes = try FileReading.bytes(ofFile: path, maximumSize: IssuerKeyFolder.longestFile)
            if String(decoding: bytes, as: UTF8.self).contains("-----BEGIN ") {
                self = .pem(bytes)
                return
            }
            document = try FixtureDocument(parsing: bytes, file: path).root
        } catch {
            throw node.mismatch(
                found: "\(error)", expected: "a file with \(Self.expectation) or with keys in PEM, or a folder of such")
        }
        // A discovery document names the address of the keys.
        if let uri = document.value["jwks_uri"]?.string {
            self = .url(try Self.url(uri, node))
        } else {
            self = .set(try Self.set(document))
        }
    }

    private static func set(_ node: StrictJSONValue) throws(InputError) -> JSONValue {
        guard node.value["keys"]?.array?.isEmpty == false else {
            throw node.mismatch(found: "no key", expected: expectation)
        }
        return node.value
    }

    private static func url(_ text: String, _ node: StrictJSONValue) throws(InputError) -> LoopbackURL {
        guard let url = LoopbackURL(text) else {
            throw node.mismatch(
                found: InputError.echo(text), expected: "http or https at localhost, 127.0.0.1 or [::1]",
                hint: "keep the keys of other machines in a file")
        }
        return url
    }
}
