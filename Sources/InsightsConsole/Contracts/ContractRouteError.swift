import InsightsContracts
import InsightsJSON

/// The reason why a request about contracts is refused.
enum ContractRouteError: Error, Sendable, Equatable {
    /// The route does not support the method; the value lists the methods that it supports.
    case methodNotAllowed([String])
    /// A value of the request is wrong.
    case badValue(InputError)
    /// No contract has the name.
    case unknownContract(String, hint: String)
    /// No run with the number is kept.
    case unknownRun(String, kept: [Int])
    /// Another run is not at its end.
    case busy(run: Int)
    /// The files of contracts cannot be read.
    case unreadable(String)
    /// The folder of contracts has no table of mutants.
    case noMutants(folder: String)

    /// Creates the error of a value.
    static func badValue(place: String, found: String, expected: String, hint: String? = nil) -> ContractRouteError {
        .badValue(InputError(place: place, found: found, expected: expected, hint: hint))
    }

    var status: Int {
        switch self {
        case .badValue: 400
        case .unknownContract, .unknownRun, .noMutants: 404
        case .methodNotAllowed: 405
        case .busy: 409
        case .unreadable: 500
        }
    }

    var message: String {
        switch self {
        case .methodNotAllowed(let methods): "method not allowed; expected \(methods.joined(separator: ", "))"
        case .badValue(let error): error.description
        case .unknownContract(let name, let hint):
            InputError(place: "path", found: InputError.echo(name), expected: "the name of a contract", hint: hint)
                .description
        case .unknownRun(let number, let kept):
            InputError(
                place: "path", found: InputError.echo(number),
                expected: kept.isEmpty ? "a run, but none is kept" : kept.map(String.init).joined(separator: ", "),
                hint: "start one with POST \(ContractRuns.path)"
            ).description
        case .busy(let run):
            "run \(run) is not at its end, and one runs at a time; wait for it, or cancel it with DELETE "
                + "\(ContractRuns.path)/\(run)"
        case .unreadable(let reason): "the contracts cannot be read: \(reason)"
        case .noMutants(let folder):
            "\(folder): found no \(MutantTable.fileName); expected the table that 'scripts/mutants --table' writes"
        }
    }
}
