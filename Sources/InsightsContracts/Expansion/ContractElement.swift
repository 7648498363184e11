import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// One element of a contract's scope: its name, and the values that the file may name.
///
/// Elements come from the tables that the service runs on, so a contract over all operations covers a new one.
struct ContractElement {
    /// The name, which follows the contract's identifier in the name of a case.
    private(set) var name: String
    /// The values by the name after `each.`; nil for a value that the element does not have.
    private(set) var values: [String: JSONValue?]

    /// Returns the elements of a scope, in the order of the tables.
    static func all(of scope: ContractScope) -> [ContractElement] {
        switch scope {
        case .operation: Operation.ofService.map(Self.init)
        case .write: Operation.ofService.filter(\.writes).map(Self.init)
        case .read: Operation.ofService.filter { !$0.writes }.map(Self.init)
        case .list: Operation.ofService.filter { $0.isList && $0.content?.isRecord == true }.map(Self.init)
        case .field: Operation.ofService.flatMap(fields)
        case .parameter: Operation.ofService.flatMap(parameters)
        case .comparison: ComparisonSample.all.map(Self.init)
        }
    }

    /// Returns the names that the files of a scope may use after `each.`.
    static func names(of scope: ContractScope) -> [String] {
        (all(of: scope).first?.values.keys.sorted() ?? [])
    }

    private init(_ operation: Operation) {
        let sample = OperationSample(operation)
        name = operation.callName
        values = [
            "operation": .string(operation.callName), "method": .string(operation.method.token),
            "path": .string(sample.path), "address": .string(sample.address),
            "tail": .string(sample.tail), "query": .string(sample.query), "json": sample.body.map(JSONValue.object),
            "arguments": .object(sample.arguments), "capitals": .string(sample.addressWithCapitals),
            "upper": .string(sample.respelled { $0.uppercased() }),
            "lower": .string(sample.respelled { $0.lowercased() }),
        ]
    }

    // MARK: Fields

    private static func fields(_ operation: Operation) -> [ContractElement] {
        let names =
            switch operation {
            case .createQuery: CreateQueryRequest.fields.map(\.name)
            case .createReport: ReportRequest.fields.map(\.name)
            case .updateReport: ReportRequest.fields.map(\.name).filter { FieldSample.isChangeable($0) }
            default: [String]()
            }
        return names.map { name in
            var element = ContractElement(operation)
            let body = FieldSample.body(of: operation, with: name)
            element.name = "\(operation.callName).\(name)"
            element.values["field"] = .string(name)
            element.values["value"] = body[name] ?? .null
            let shown: JSONValue? = FieldSample.shown(name).map(JSONValue.string)
            // An assignment of nil would remove the name.
            element.values.updateValue(shown, forKey: "shown")
            element.values["json"] = .object(body)
            element.values["upper"] = .object(body.renaming(name, to: name.uppercased()))
            element.values["lower"] = .object(body.renaming(name, to: name.lowercased()))
            return element
        }
    }

    // MARK: Parameters

    private static func parameters(_ operation: Operation) -> [ContractElement] {
        operation.parameters(isPaged: false).map { parameter in
            var element = ContractElement(operation)
            let sample = OperationSample(operation)
            let value = OperationSample.value(of: parameter, in: operation)
            let others = sample.parameters.filter { other in
                // A test query has a text or an identifier.
                other.key != parameter.name && !(parameter == .testedQueryID && other.key == "exportQuery")
            }
            func address(_ name: String) -> String {
                let pairs = others.map { "\($0.key)=\(OperationSample.inAddress($0.value.string ?? ""))" }
                return sample.path + "?" + (pairs + ["\(name)=\(value)"]).joined(separator: "&")
            }
            element.name = "\(operation.callName).\(parameter.name)"
            element.values["parameter"] = .string(parameter.name)
            element.values["value"] = .string(value)
            element.values["address"] = .string(address(parameter.name))
            element.values["without"] = .string(
                others.isEmpty ? sample.path : String(address("").dropLast(value.count + 2)))
            element.values["upper"] = .string(address(parameter.name.uppercased()))
            element.values["lower"] = .string(address(parameter.name.lowercased()))
            return element
        }
    }

    private init(_ sample: ComparisonSample) {
        name = sample.name
        values = [
            "operator": .string(sample.sign), "condition": .string(sample.condition),
        ]
    }

}

extension Operation.Content {
    /// Whether it is a record of the service, and no row of a query.
    fileprivate var isRecord: Bool {
        switch self {
        case .dataset, .query, .report, .execution: true
        case .row: false
        }
    }
}

extension JSONObject {
    fileprivate func renaming(_ key: String, to name: String) -> JSONObject {
        JSONObject(members.map { $0.key == key ? Member(name, $0.value) : $0 })
    }
}
