/// What the command line asks for.
struct MutantArguments: Equatable {
    /// What is done with the matrix.
    enum Action: Equatable {
        case judge
        case write(String)
        case check(String)
        case complete(String)
        case survivors
        case only(String)
    }

    /// A word that is not understood.
    struct UsageError: Error, CustomStringConvertible {
        let description: String
    }

    var action = Action.judge
    /// The folder of contracts; nil for those of the package.
    var contracts: String?

    init(_ words: some Sequence<String>) throws(UsageError) {
        var words = words.makeIterator()
        while let word = words.next() {
            switch word {
            case "--survivors": action = .survivors
            case "--write", "--check", "--complete", "--only", "--contracts":
                guard let value = words.next() else { throw UsageError(description: "\(word) needs a value") }
                switch word {
                case "--write": action = .write(value)
                case "--check": action = .check(value)
                case "--complete": action = .complete(value)
                case "--only": action = .only(value)
                default: contracts = value
                }
            default:
                throw UsageError(
                    description:
                        "'\(word)' is not understood; accepted are --write FILE, --check FILE, --complete FILE, "
                        + "--only MUTANT, --survivors, --contracts DIR")
            }
        }
    }
}
