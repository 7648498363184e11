/// The decision which isolation is in force, from what was wanted and what works here.
struct IsolationChoice: Equatable, Sendable {
    /// What works on this machine for a command.
    struct Facts: Equatable, Sendable {
        /// Why there is no namespace; nil if there is one.
        var namespaceRefusal: String?
        /// Why no library can be preloaded; nil if one can.
        var preloadRefusal: String?
    }

    /// The mode in force, never `auto`; nil if the wanted mode does not work.
    let mode: IsolationMode?
    /// What the user should know; nil if nothing is missing.
    let remark: String?

    init(_ wanted: IsolationMode, _ facts: Facts) {
        switch wanted {
        case .namespace:
            mode = facts.namespaceRefusal == nil ? .namespace : nil
            remark = facts.namespaceRefusal.map { "no namespace (\($0))" }
        case .preload:
            mode = facts.preloadRefusal == nil ? .preload : nil
            remark = facts.preloadRefusal.map { "no preload library (\($0))" }
        case .variables:
            (mode, remark) = (.variables, nil)
        case .auto:
            guard let namespaceRefusal = facts.namespaceRefusal else {
                (mode, remark) = (.namespace, nil)
                return
            }
            guard let preloadRefusal = facts.preloadRefusal else {
                mode = .preload
                remark =
                    "isolation by a preload library, as there is no namespace (\(namespaceRefusal)): statically linked "
                    + "programs read the variables alone, and other hosts stay reachable"
                return
            }
            mode = .variables
            remark =
                "isolation by variables alone, as there is no namespace (\(namespaceRefusal)) and no preload library "
                + "(\(preloadRefusal)): a program that reads no variable for proxy and trust reaches the real hosts"
        }
    }
}
