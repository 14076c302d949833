import LinuxIO

extension ProcessOptions {
  /// What the workers give up, proved to work unless this process has threads.
  ///
  /// - Parameter directories: What a sandbox lets them read.
  /// - Returns: What each worker is to apply.
  /// - Throws: Where the flags ask for what cannot be had.
  func confinement(reading directories: [Directory]) throws(ProcessError) -> Confinement {
    let identity = try identity(for: Identity.currentUser, Identity.currentGroup)
    let confinement = Confinement(identity: identity, sandbox: try makeSandbox(directories))
    guard confinement.identity != nil || confinement.sandbox != nil else { return confinement }
    // Which forks. A program with threads is told by its first worker.
    if let threads = Fork.threadCount, threads > 1 { return confinement }
    do throws(SystemCallError) { try confinement.rehearse() } catch { throw .cannotConfine(error) }
    return confinement
  }

  /// The identity that the flags ask for, nil if it is the present one.
  ///
  /// - Parameters:
  ///   - ownUser: Whose rights this process has; 0 for root's.
  ///   - ownGroup: Its group.
  /// - Returns: Everything by number.
  /// - Throws: For names that nobody has, and for another identity than the own one unless this is root.
  func identity(for ownUser: UInt32, _ ownGroup: UInt32) throws(ProcessError) -> Identity? {
    let account: Account?
    let named: AccountGroup?
    do throws(SystemCallError) {
      account = if let user { try Account.find(user) } else { nil }
      named = if let group { try AccountGroup.find(group) } else { nil }
    } catch {
      throw .noAccounts(error)
    }
    if let group, named == nil { throw .noSuchGroup(group) }
    let userID = try userID(account) ?? ownUser
    if let user, account == nil, named == nil { throw .groupOfUserUnknown(user) }
    let groupID = named?.id ?? account?.group ?? ownGroup
    guard ownUser == 0 else {
      if let user, userID != ownUser { throw .notRoot(flag: "--user", user, is: ownUser) }
      if let group, groupID != ownGroup { throw .notRoot(flag: "--group", group, is: ownUser) }
      return nil
    }
    guard user != nil || group != nil else { return nil }
    return Identity(user: userID, group: groupID, groups: account?.groups(primary: groupID) ?? [groupID])
  }

  private func userID(_ account: Account?) throws(ProcessError) -> UInt32? {
    guard let user else { return nil }
    guard let id = account?.id ?? Account.number(user) else { throw .noSuchUser(user) }
    return id
  }

  private func makeSandbox(_ directories: [Directory]) throws(ProcessError) -> Sandbox? {
    guard sandbox else { return nil }
    do throws(SystemCallError) {
      return try Sandbox(readingBeneath: directories)
    } catch {
      throw .cannotSandbox(error)
    }
  }

  /// Writes the pid file, if there is to be one.
  ///
  /// - Parameter predecessor: A server that this one has taken over from, whose file it replaces.
  /// - Returns: The file, which is to be removed at the end.
  /// - Throws: When another server owns the file, or it cannot be written.
  func writePidFile(over predecessor: Int32? = nil) throws(ProcessError) -> PidFile? {
    guard let pidFile else { return nil }
    do throws(PidFileError) {
      return try PidFile(writing: pidFile, over: predecessor)
    } catch {
      throw .pidFile(pidFile, error)
    }
  }
}
