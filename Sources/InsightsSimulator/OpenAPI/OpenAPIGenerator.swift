public import InsightsAPI
import InsightsFixtures
import InsightsHTTP
public import InsightsJSON
import InsightsReports

/// Generates the OpenAPI 3.1 document of the simulated API for given settings.
///
/// Operations, parameters, fields, messages and grants come from the tables that the simulator itself uses. So the
/// document matches its behaviour.
public struct OpenAPIGenerator: Sendable {
    let settings: Settings
    let programs: [PartnerProgram]
    let baseURL: String
    let tenantID: String

    /// Creates a generator.
    ///
    /// - Parameters:
    ///   - settings: the settings of the described simulator.
    ///   - programs: the programs whose operations are described.
    ///   - baseURL: the URL of the simulator, without a trailing slash.
    ///   - tenantID: the tenant in the token URLs of the security schemes.
    public init(
        settings: Settings, programs: [PartnerProgram] = PartnerProgram.allCases, baseURL: String = "http://localhost",
        tenantID: String = "common"
    ) {
        self.settings = settings
        self.programs = programs
        self.baseURL = baseURL
        self.tenantID = tenantID
    }

    /// Creates a generator for a tenant with its settings.
    init(describing sandbox: TenantRuntime, programs: [PartnerProgram], baseURL: String) {
        self.init(
            settings: sandbox.settings, programs: programs, baseURL: baseURL, tenantID: sandbox.tenant.tenantID)
    }

    /// The OpenAPI document.
    public var json: JSONValue {
        var refusals = OpenAPIRefusals(generator: self)
        var paths = JSONObject()
        for program in programs {
            for prefix in prefixes(of: program) {
                for operation in Operation.ofService {
                    guard let path = operation.template?.path(below: prefix.path, encode: { $0 }) else { continue }
                    var item = paths[path]?.object ?? JSONObject()
                    item[operation.method.token.lowercased()] = self.operation(operation, program, prefix, &refusals)
                    paths[path] = .object(item)
                }
            }
        }
        for member in identityPaths(unknownAddress: refusals.unknownAddress).members + downloadPaths.members
            + swaggerPaths.members
        {
            paths[member.key] = member.value
        }
        // Compute this before the responses are read, because it adds to them.
        let unmatched = unmatched(&refusals)
        return .object([
            "openapi": .string("3.1.0"), "info": info,
            "servers": .array([.object(["url": .string(baseURL)])]),
            "x-letter-case": .string("ignored"),
            "tags": .array(tags), "paths": .object(paths),
            "components": .object([
                "schemas": .object(schemas), "responses": .object(refusals.responses),
                "securitySchemes": .object(securitySchemes),
            ]),
            "x-unmatched": .array(unmatched),
        ])
    }

    private var info: JSONValue {
        .object([
            "title": .string("Partner Center insights \(versions), simulated"), "version": .string(versions),
            "summary": .string("Programmatic access to analytics: datasets, queries, scheduled reports."),
            "description": .string(
                """
                The API of insights-simulator under its present settings (edition \(settings.edition.rawValue)). Its \
                tokens and data are invented. Paths, parameter names and the keys of request bodies are taken in any \
                letter case (x-letter-case); x-unmatched says what other requests get. Every answer of the service also \
                carries x-ms-request-id. HEAD is answered wherever GET is. Faults on demand are not described.
                """),
        ])
    }

    private var tags: [JSONValue] {
        programs.map { program in
            let name = program == .cmp ? "Commercial marketplace" : "Partner insights"
            return .object(["name": .string(program.rawValue), "description": .string(name)])
        }
            + [("identity", "Tokens and the documents about them"), ("files", "The files of finished reports")].map {
                .object(["name": .string($0.0), "description": .string($0.1)])
            }
    }

    /// A prefix of the paths of a program's operations.
    struct Prefix {
        /// The path up to the program, with it.
        let path: String
        let version: ServiceVersion
        /// The end of identifiers of operations below it; empty for the first version.
        let suffix: String
    }

    /// Returns the path prefixes of a program's operations; the first is always available.
    func prefixes(of program: PartnerProgram) -> [Prefix] {
        let alias = Prefix(path: "/analytics/\(program)", version: .v1, suffix: ".analytics")
        return settings.versions(of: program).map {
            Prefix(
                path: "/insights/\($0)/\(program)", version: $0, suffix: $0 == .v1 ? "" : ".\($0.suffix.lowercased())")
        } + (settings.analyticsAlias ? [alias] : [])
    }

    /// The versions that the document describes, as in its title.
    private var versions: String {
        let described = Set(programs.flatMap(settings.versions))
        return ServiceVersion.allCases.filter(described.contains).map(\.rawValue).joined(separator: " and ")
    }

    /// Returns the versions that describe records of a program; the alias of the first one may exist without it.
    private func describedVersions(of program: PartnerProgram) -> [ServiceVersion] {
        let described = Set(prefixes(of: program).map(\.version))
        return ServiceVersion.allCases.filter(described.contains)
    }

    /// Returns the context that decides the fields of records.
    func context(_ program: PartnerProgram, _ version: ServiceVersion) -> RecordContext {
        RecordContext(program: program, style: settings.recordOptions(in: version))
    }

    private var schemas: JSONObject {
        var schemas = JSONObject()
        for (program, version) in programs.flatMap({ program in describedVersions(of: program).map { (program, $0) } })
        {
            let context = context(program, version)
            func name(_ name: String) -> String { Self.componentName(program, name + version.suffix) }
            schemas[Self.componentName(program, "Dataset")] = DatasetRecord.schema(in: context)
            schemas[name("Query")] = QueryRecord.schema(in: context)
            schemas[name("Report")] = ReportRecord.schema(in: context)
            schemas[name("Execution")] = ExecutionRecord.schema(in: context)
            schemas[name("CreateReportRequest")] = createReportBody(version)
            schemas[name("UpdateReportRequest")] = updateReportBody(program, version)
        }
        schemas["CreateQueryRequest"] = createQueryBody
        schemas["Row"] = .object([
            "type": .string("object"),
            "description": .string("A row keyed by column; the columns are those the query selects."),
            "additionalProperties": .object([
                "type": .array(["string", "number", "boolean", "null"].map(JSONValue.string))
            ]),
        ])
        schemas["TokenResponse"] = TokenResponse.schema
        schemas["TokenResponseV2"] = TokenResponseV2.schema
        schemas["TokenError"] = TokenErrorBody.schema
        schemas["TokenRequest"] = tokenRequest
        return schemas
    }

    /// Returns the name of a program's component, such as `CmpReport`; generators of clients make types of these names.
    static func componentName(_ program: PartnerProgram, _ name: String) -> String {
        program.rawValue.prefix(1).uppercased() + program.rawValue.dropFirst() + name
    }

    /// Returns the value of `type` for one or several types.
    ///
    /// One type is a string: generators do not understand an array with one element.
    static func types(_ names: [String]) -> JSONValue {
        names.count == 1 ? .string(names[0]) : .array(names.map(JSONValue.string))
    }

    /// Returns a reference to a named schema.
    static func schema(_ name: String) -> JSONValue {
        .object(["$ref": .string("#/components/schemas/\(name)")])
    }

    /// Returns the content of a JSON body with a schema.
    static func jsonContent(_ schema: JSONValue) -> JSONValue {
        .object(["application/json": .object(["schema": schema])])
    }
}
