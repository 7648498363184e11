/// A result builder for lists of mutants; the compiler type-checks each expression separately.
@resultBuilder
enum MutantList {
    static func buildExpression(_ mutant: Mutant) -> [Mutant] { [mutant] }
    static func buildBlock(_ mutants: [Mutant]...) -> [Mutant] { mutants.flatMap { $0 } }

    /// Returns the mutants of a closure.
    static func of(@MutantList _ mutants: () -> [Mutant]) -> [Mutant] { mutants() }
}
