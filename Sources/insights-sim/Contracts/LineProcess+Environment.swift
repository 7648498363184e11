/// The environment of a client program.
extension LineProcess {
    /// Returns the changes that let a program reach this machine without a proxy, where the simulator is.
    ///
    /// `inherited` looks up the variables of this process; its own exceptions stay.
    static func loopbackChanges(inherited: (String) -> String?) -> [ProcessEnvironment.Change] {
        let names = ["NO_PROXY", "no_proxy"]
        let own = names.compactMap(inherited).flatMap { list in
            list.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
        }
        // Some clients take `*` for everything only if it is the whole list.
        var exceptions = own.contains("*") ? ["*"] : []
        for entry in ProcessEnvironment.loopbackHosts + own where exceptions != ["*"] && !exceptions.contains(entry) {
            exceptions.append(entry)
        }
        return names.map { ProcessEnvironment.Change(name: $0, value: exceptions.joined(separator: ",")) }
    }
}
