import AdCP

/// Which release of AdCP a call is served in.
enum Negotiation {
    /// The release the buyer pinned. One that pins none is served by the oldest: before 3.1 nobody pinned.
    ///
    /// Only releases that are spoken are served, as in the reference implementation: no quiet downshift to an older one.
    static func version(
        of arguments: JSONObject, for tool: Tool, among spoken: [Version]
    ) throws(AdCPError) -> Version {
        guard let oldest = spoken.min(), let newest = spoken.max() else {
            throw .unsupportedVersion(spoken, "this seller speaks nothing")
        }
        let major = arguments["adcp_major_version"]?.int
        guard let text = arguments["adcp_version"]?.string else {
            guard major == nil || spoken.contains(where: { $0.major == major }) else {
                throw .unsupportedVersion(spoken, "AdCP \(major ?? 0) is not spoken here")
            }
            guard oldest >= tool.since else {
                throw .unsupportedVersion(spoken, "\(tool.name) needs adcp_version \(tool.since.text) or later")
            }
            return tool.name == "get_adcp_capabilities" ? newest : oldest
        }
        guard let version = Version(text), spoken.contains(version) else {
            throw .unsupportedVersion(spoken, "AdCP \(text.prefix(32)) is not spoken here")
        }
        guard major == nil || major == version.major else {
            throw .unsupportedVersion(spoken, "adcp_version and adcp_major_version disagree")
        }
        guard version >= tool.since else {
            throw .unsupportedVersion(spoken, "\(tool.name) needs adcp_version \(tool.since.text) or later")
        }
        return version
    }
}
