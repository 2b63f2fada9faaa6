// Made of the OpenAPI document by `npm run client:types`.
export interface paths {
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process is alive
         * @description Touches no backing service.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process can do its work
         * @description Asks each backing service but the AI provider, at most once a second; the browser where one is attached. 503 when a required one is down, or when the process is about to end.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures of the whole fleet for Prometheus
         * @description It needs METRICS_TOKEN as a bearer token. A deployment that has none answers to its own machine only.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The twelve factors, as the last scorecard found them
         * @description A page to read, or JSON for those who accept that before HTML. `samokoder factors --publish` makes the scorecard. It needs METRICS_TOKEN as a bearer token, or as the password of HTTP Basic. A deployment that has none answers to its own machine only.
         */
        get: operations["getFactors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an account
         * @description Make an account.
         */
        post: operations["registerAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in
         * @description Sign in.
         */
        post: operations["createSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Renew a session
         * @description A refresh token serves once.
         */
        post: operations["refreshSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the session
         * @description Its refresh token is revoked, and every process refuses its access token within a minute.
         */
        post: operations["endSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The signed-in account
         * @description The signed-in account. A key needs the scope `projects:read`.
         */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change the password
         * @description All other sessions end. In the hour after a mail has opened the session, as one for a forgotten password does, it takes no `current_password`.
         */
        put: operations["changePassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a mail to set a new password by
         * @description The answer is the same whether or not there is an account of this address.
         */
        post: operations["requestPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/password-reset/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a new password by the token of a mail
         * @description All other sessions end. A token serves once.
         */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for another mail to confirm the address by
         * @description The answer is the same whether or not an account of this address waits for it.
         */
        post: operations["requestConfirmation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/confirmation/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm the address by the token of a mail
         * @description Confirm the address by the token of a mail.
         */
        post: operations["confirmEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the sessions of the account
         * @description List the sessions of the account.
         */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        /**
         * End all sessions, or all others
         * @description Their refresh tokens are revoked, and every process refuses their access tokens within a minute.
         */
        delete: operations["endSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a session
         * @description Its refresh token is revoked, and every process refuses its access token within a minute.
         */
        delete: operations["endSessionById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/mfa": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the second factors of the account
         * @description List the second factors of the account.
         */
        get: operations["listFactors"];
        put?: never;
        /**
         * Begin a second factor
         * @description It counts once a code of it was verified. One that was begun before and not verified is gone then.
         */
        post: operations["enrollFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/mfa/{id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a code of a second factor
         * @description The session has shown it then: its tokens are new, and those from before no longer serve. The first code of a new factor has it count from then on, which ends all other sessions.
         */
        post: operations["verifyFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/mfa/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a second factor
         * @description Takes a session that has shown one. Without any other, the password alone lets in from then on.
         */
        delete: operations["removeFactor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download everything that the account has
         * @description One JSON value a line, each with its `kind`; the last one, of the kind `end`, says how many there were before it. Secrets are left out.
         */
        get: operations["exportAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete the account with everything that it has
         * @description Its runs are canceled, its projects, keys and sessions are gone, and every process refuses its tokens within a minute. Nothing of it comes back.
         */
        post: operations["deleteAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List all accounts, newest first
         * @description List all accounts, newest first.
         */
        get: operations["listAccounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An account
         * @description An account.
         */
        get: operations["getAccountOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Set the role or the tier of an account
         * @description Its limits are in force within a minute.
         */
        patch: operations["updateAccount"];
        trace?: never;
    };
    "/api/admin/accounts/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend an account
         * @description Its runs are canceled and its sessions end; nobody signs in to it, and every process refuses its tokens and keys within a minute. What it has stays.
         */
        post: operations["suspendAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/accounts/{id}/unsuspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let an account in again
         * @description Let an account in again.
         */
        post: operations["unsuspendAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/accounts/{id}/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove the second factors of an account
         * @description For one who has lost them: the password alone lets in from then on.
         */
        delete: operations["removeFactorsOfAccount"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/accounts/{id}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What models took and cost for an account
         * @description What models took and cost for an account.
         */
        get: operations["getAccountUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the runs of all accounts that have not ended, newest first
         * @description List the runs of all accounts that have not ended, newest first.
         */
        get: operations["listRunsUnderWay"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/runs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a run of an account
         * @description Cancel a run of an account.
         */
        post: operations["cancelRunOfAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was done to accounts, newest first
         * @description List what was done to accounts, newest first.
         */
        get: operations["listAuditLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/tiers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tiers that something was set for
         * @description List the tiers that something was set for.
         */
        get: operations["listTiers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/tiers/{tier}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Set limits of a tier
         * @description In force at once, and for requests and calls within a minute. Null is what goes where nothing is said.
         */
        patch: operations["updateTier"];
        trace?: never;
    };
    "/api/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the keys for programs, newest first
         * @description Also those that were revoked or have expired. A key needs the scope `admin`.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Make a key for programs
         * @description The key serves wherever an access token does and its scopes allow it. No key makes another.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a key
         * @description Every process refuses it within a second. A key needs the scope `admin`.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a key another secret
         * @description Its name, scopes, bounds and what it has spent stay; the secret from before serves for a while, too.
         */
        post: operations["rotateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/provider-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the account’s own keys of providers
         * @description List the account’s own keys of providers. A key needs the scope `admin`.
         */
        get: operations["listProviderKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/provider-keys/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Bring an own key of a provider
         * @description Calls to models of this provider, those of runs and of fallbacks included, are made with it from then on, and cost the account nothing. Any model of the provider may be asked for, as `provider/model`. It takes the place of the key before.
         */
        put: operations["setProviderKey"];
        post?: never;
        /**
         * Delete an own key of a provider
         * @description Every process has forgotten it within five seconds; a run under way goes on with it to its end or rest. A key needs the scope `admin`.
         */
        delete: operations["deleteProviderKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/provider-keys/{provider}/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask the provider whether it takes the key
         * @description One call, which costs nothing: for its list of models, or for what it knows of the key. A key needs the scope `admin`.
         */
        post: operations["validateProviderKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What models took and cost
         * @description Of direct calls and of runs, by day, model, project or key for programs. What costs the most comes first. A key needs the scope `admin`.
         */
        get: operations["getUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the account may have, and has
         * @description What the account may have, and has. A key needs the scope `admin`.
         */
        get: operations["getLimits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List projects, newest first
         * @description List projects, newest first. A key needs the scope `projects:read`.
         */
        get: operations["listProjects"];
        put?: never;
        /**
         * Create a project
         * @description From a name, from a template, from a Git repository, or from an archive as the body, which the query says more of. A key needs the scope `projects:write`.
         */
        post: operations["createProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{id}/fork": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a project of a version of this one
         * @description Make a project of a version of this one. A key needs the scope `projects:write`.
         */
        post: operations["forkProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a project
         * @description Read a project. A key needs the scope `projects:read`.
         */
        get: operations["getProject"];
        put?: never;
        post?: never;
        /**
         * Delete a project with its versions, files and runs
         * @description Delete a project with its versions, files and runs. A key needs the scope `projects:write`.
         */
        delete: operations["deleteProject"];
        options?: never;
        head?: never;
        /**
         * Rename, describe, instruct, archive or reactivate a project
         * @description Rename, describe, instruct, archive or reactivate a project. A key needs the scope `projects:write`.
         */
        patch: operations["updateProject"];
        trace?: never;
    };
    "/api/projects/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the members of a project
         * @description The owner first, then in the order in which they came. A key needs the scope `projects:read`.
         */
        get: operations["listMembers"];
        put?: never;
        /**
         * Invite an account by its e-mail address
         * @description The account finds the invitation at `/api/invitations` and takes it or not. No mail is sent, and the answer does not tell whether there is such an account. A later invitation of the same address takes the place of the one before. A key needs the scope `projects:write`.
         */
        post: operations["inviteMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{id}/members/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a member, or leave the project
         * @description The owner removes others, and everybody else may leave. Access ends at once: runs that the member has under way are canceled, event streams end within seconds, and all private previews of the project are revoked. A key needs the scope `projects:write`.
         */
        delete: operations["removeMember"];
        options?: never;
        head?: never;
        /**
         * Give a member another role, or the project itself
         * @description With `owner` the project is the member’s, within what the tier of that account allows, invitations that nobody has taken are void, and who owned it is an editor. Runs of a member who becomes a viewer are canceled. A key needs the scope `projects:write`.
         */
        patch: operations["changeMember"];
        trace?: never;
    };
    "/api/projects/{id}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the invitations to a project, newest first
         * @description Those that nobody has taken and that have not expired. A key needs the scope `projects:read`.
         */
        get: operations["listInvitations"];
        put?: never;
        /**
         * Make an invitation for whoever has its token
         * @description Hand the token on, in a link of yours for example: the first account that accepts it becomes a member. A key needs the scope `projects:write`.
         */
        post: operations["createInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{id}/invitations/{invitation}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an invitation
         * @description Revoke an invitation. A key needs the scope `projects:write`.
         */
        delete: operations["revokeInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what the caller is invited to, newest first
         * @description By the e-mail address of the account, once that is confirmed. A key needs the scope `projects:read`.
         */
        get: operations["listOwnInvitations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept an invitation by its token
         * @description One that gives nothing that the caller lacks is left for somebody else. A key needs the scope `projects:write`.
         */
        post: operations["redeemInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept an invitation that is for the address of the caller
         * @description Accept an invitation that is for the address of the caller. A key needs the scope `projects:write`.
         */
        post: operations["acceptInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Decline an invitation that is for the address of the caller
         * @description Decline an invitation that is for the address of the caller. A key needs the scope `projects:write`.
         */
        delete: operations["declineInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the files of the head or of a version
         * @description List the files of the head or of a version. A key needs the scope `projects:read`.
         */
        get: operations["listFiles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Write, delete and rename files as one version
         * @description Write, delete and rename files as one version. A key needs the scope `projects:write`.
         */
        patch: operations["changeFiles"];
        trace?: never;
    };
    "/api/projects/{id}/files/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read one file of the head or of a version
         * @description Read one file of the head or of a version. A key needs the scope `projects:read`.
         */
        get: operations["readFile"];
        /**
         * Write one file as a new version
         * @description The request body is the file, byte for byte. A key needs the scope `projects:write`.
         */
        put: operations["writeFile"];
        post?: never;
        /**
         * Delete one file as a new version
         * @description Delete one file as a new version. A key needs the scope `projects:write`.
         */
        delete: operations["deleteFile"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List versions, newest first
         * @description List versions, newest first. A key needs the scope `projects:read`.
         */
        get: operations["listVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{id}/versions/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a version
         * @description Read a version. A key needs the scope `projects:read`.
         */
        get: operations["getVersion"];
        put?: never;
        post?: never;
        /**
         * Drop the result of a run that is in conflict
         * @description Drop the result of a run that is in conflict. A key needs the scope `projects:write`.
         */
        delete: operations["dropVersion"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{id}/versions/{a}/diff/{b}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Compare two versions
         * @description Compare two versions. A key needs the scope `projects:read`.
         */
        get: operations["compareVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{id}/versions/{n}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what is known of how a version came about
         * @description The run that made its files: what was checked and found, repaired, refused and mended, and what it took. A version with the files of an older one, such as a restored one, has the report of that. Where no run made the files, `run` is null, and nothing was checked. A key needs the scope `projects:read`.
         */
        get: operations["getVersionReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{id}/versions/{n}/screenshot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See what a version looked like when its run opened it
         * @description Where a browser is attached, a run opens what it has made before it commits it. A key needs the scope `projects:read`.
         */
        get: operations["readScreenshot"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{id}/versions/{n}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new version with the files of an old one
         * @description Make a new version with the files of an old one. A key needs the scope `projects:write`.
         */
        post: operations["restoreVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{id}/versions/{n}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Apply the result of a run that is in conflict
         * @description Makes a version of the head and of what the run has changed. Of a file that was changed meanwhile, it takes what the run has made. A key needs the scope `projects:write`.
         */
        post: operations["applyVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{id}/previews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the previews of a project, newest first
         * @description Also those that were revoked or have expired. A key needs the scope `projects:read`.
         */
        get: operations["listPreviews"];
        put?: never;
        /**
         * Make an address at which the project is looked at
         * @description The head, a version, or what a run has made so far. TypeScript and JSX need no build. A key needs the scope `projects:write`.
         */
        post: operations["createPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{id}/previews/{preview}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a preview
         * @description Its address shows nothing from the next request on. A key needs the scope `projects:write`.
         */
        delete: operations["revokePreview"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the head or a version as an archive
         * @description The same version gives the same bytes. The archive is named after the project. A key needs the scope `projects:read`.
         */
        get: operations["exportProject"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{id}/push": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Push the head or a version to GitHub, as a commit or a pull request
         * @description The token needs to write contents and, for a pull request, pull requests. It is used for this request, and not kept. A key needs the scope `projects:read`.
         */
        post: operations["pushProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{id}/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put the files of an archive into a project, as one version
         * @description A ZIP, a tar or a tar.gz, taken whole or refused; what is no part of a project is left out and told. A key needs the scope `projects:write`.
         */
        post: operations["importFiles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{id}/pull": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put the files of a Git repository into a project, as one version
         * @description They are taken whole or refused; what is no part of a project is left out and told. A key needs the scope `projects:write`.
         */
        post: operations["pullProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the runs of a project, newest first
         * @description List the runs of a project, newest first. A key needs the scope `projects:read`.
         */
        get: operations["listRuns"];
        put?: never;
        /**
         * Turn a prompt into a new version
         * @description Answers at once; follow the run at its events, or send "Accept: text/event-stream" to get them, each a `RunEvent`, as the answer. A key needs the scope `runs`.
         */
        post: operations["createRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a run, or wait for its end
         * @description A run that its process has left is taken up again. With `wait`, the answer comes when the run has ended or awaits input, or when so many seconds are over, or earlier where the process ends: its status tells, and who wants to wait on asks again. A key needs the scope `projects:read`.
         */
        get: operations["getRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow a run
         * @description Server-sent events, each a `RunEvent`, from the beginning, or after Last-Event-ID, to the end of the run or to where it awaits input. A run that its process has left is taken up again. When a stream has to end earlier, its last event is `stream.closing`: come back. A key needs the scope `projects:read`.
         */
        get: operations["followRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an address to follow a run at
         * @description For `EventSource`, which sends no headers: whoever has the address may read the events of this run, and nothing else. A stream that it opened goes on when it is over, until it breaks off. A key needs the scope `projects:read`.
         */
        post: operations["createTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/input": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer what a run asks
         * @description A run that is `awaiting_input` goes on with it, however long it has rested. It takes one answer: a question takes `text`; a plan takes `approve`, or `plan` with what to change, after which the run asks again. Send "Accept: text/event-stream" to get the events from here on as the answer. A key needs the scope `runs`.
         */
        post: operations["answerRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a run
         * @description The run ends within a second or so, without a version; one that has ended stays as it is. A key needs the scope `runs`.
         */
        post: operations["cancelRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the webhooks of the account
         * @description List the webhooks of the account. A key needs the scope `admin`.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Have facts of runs sent to an address
         * @description Facts of all runs of the account are sent by POST, signed as Standard Webhooks has it, of each run in order and at least once: `webhook-id` tells a message that comes again. Whatever but a status of 2xx is a failure, after which it is sent again for a day. A key needs the scope `admin`.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a webhook
         * @description Read a webhook. A key needs the scope `admin`.
         */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook
         * @description What it was to be told is not sent any more. A key needs the scope `admin`.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Change a webhook, pause it or set it going again
         * @description Change a webhook, pause it or set it going again. A key needs the scope `admin`.
         */
        patch: operations["updateWebhook"];
        trace?: never;
    };
    "/api/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test message now
         * @description Of the type `webhook.test`, once, also while the webhook is paused. A key needs the scope `admin`.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was sent and what is to be, newest first
         * @description Of the last seven days. A key needs the scope `admin`.
         */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/deliveries/{delivery}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message once more
         * @description Whatever came of it before; it has the same `webhook-id`. A webhook that is paused sends it once it goes again. A key needs the scope `admin`.
         */
        post: operations["redeliverMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mcp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The tools of this API for agents, by the Model Context Protocol
         * @description Streamable HTTP without sessions: each message is answered by itself, as JSON. What a key for programs may do is what it sees: tools that change files need `projects:write`, those that start, answer and cancel runs `runs`. A key needs the scope `projects:read`.
         */
        post: operations["sendMcpMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was said in a project, newest first
         * @description The prompt of every run, and what the model has answered besides files. A key needs the scope `projects:read`.
         */
        get: operations["listMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what a project can begin with
         * @description List what a project can begin with. A key needs the scope `projects:read`.
         */
        get: operations["listTemplates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The models that this deployment serves
         * @description As in the API of OpenAI. The first is the default of runs. A key for programs sees those that it may ask for. A key needs the scope `ai`.
         */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One of these models
         * @description As in the API of OpenAI. Slashes of a name may be encoded or not. A key needs the scope `ai`.
         */
        get: operations["getModel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/completions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a model directly
         * @description As in the API of OpenAI, so that its clients work unchanged, with an access token, or a key for programs, as the key. Fields that are not named here are handed on. An answer that breaks off ends with an `error` in the stream, and no `[DONE]`. A key needs the scope `ai`.
         */
        post: operations["createChatCompletion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/embeddings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turn texts into vectors
         * @description As in the API of OpenAI. Vectors of different models do not compare: only models that the caller names are asked. A key needs the scope `ai`.
         */
        post: operations["createEmbeddings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/responses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a model directly, by the newer API of OpenAI
         * @description Text, images, function tools and JSON schemas; streamed where that is asked. The whole conversation is the input; what earlier responses said may be named by `item_reference`. An answer that breaks off ends with `response.failed`. A key needs the scope `ai`.
         */
        post: operations["createResponse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This API as an OpenAPI 3.1 document
         * @description This API as an OpenAPI 3.1 document.
         */
        get: operations["getApiDescription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This API as a page to read, to search and to try
         * @description A browser that runs no script shows the page to read.
         */
        get: operations["getDocsPage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Renew the session of a browser
         * @description Renew the session of a browser.
         */
        put: operations["renewBrowserSession"];
        /**
         * Sign in or up in a browser
         * @description The refresh token becomes a cookie, which only a page of this deployment may have renewed.
         */
        post: operations["openBrowserSession"];
        /**
         * Sign out in a browser
         * @description Sign out in a browser.
         */
        delete: operations["endBrowserSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a code of a second factor in a browser
         * @description As `POST /api/auth/mfa/{id}/verify` does; the new refresh token becomes the cookie.
         */
        post: operations["verifyBrowserSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The Studio
         * @description A page for people, which works with this API alone. Where there is none, a page that leads to `/docs`.
         */
        get: operations["getStudioPage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/favicon.ico": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The picture in the tab of a browser
         * @description The picture in the tab of a browser.
         */
        get: operations["getFavicon"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description What went wrong, and what to do. A newer release may have further codes: go by the status then.
         * @enum {string}
         */
        ErrorCode: "bad_request" | "bad_archive" | "invalid_json" | "input_does_not_fit" | "images_not_supported" | "unknown_model" | "unauthorized" | "invalid_credentials" | "invalid_refresh_token" | "invalid_token" | "budget_exceeded" | "email_not_confirmed" | "account_suspended" | "invalid_code" | "mfa_required" | "sign_ups_closed" | "editor_needed" | "owner_needed" | "wrong_origin" | "insufficient_scope" | "model_not_allowed" | "not_found" | "method_not_allowed" | "own_account" | "last_owner" | "email_taken" | "head_moved" | "blob_missing" | "project_archived" | "storage_full" | "too_many_projects" | "too_many_runs" | "too_many_previews" | "too_many_members" | "too_many_keys" | "too_many_factors" | "too_many_webhooks" | "price_unknown" | "request_under_way" | "run_active" | "input_not_awaited" | "no_conflict" | "stale_epoch" | "precondition_failed" | "payload_too_large" | "unsupported_media_type" | "repository_refused" | "idempotency_mismatch" | "client_closed_request" | "too_many_calls" | "rate_limited" | "internal" | "not_configured" | "repository_unavailable" | "service_unavailable" | "provider_refused" | "provider_denied" | "provider_unavailable" | "provider_cut" | "provider_invalid" | "provider_unprocessable" | "provider_quota" | "provider_rate_limited" | "provider_timeout" | "context_overflow" | "context_length_exceeded" | "content_filter" | "model_not_found" | "output_truncated";
        ApiError: {
            error: {
                code: components["schemas"]["ErrorCode"];
                message: string;
                /** @description On /v1 only: the error's kind, as OpenAI names it. */
                type?: string;
                /** @description On /v1 only: the field that is wrong. */
                param?: string | null;
                request_id: string;
                details?: {
                    path: (string | number)[];
                    message: string;
                }[];
            };
        };
        AccountOverview: {
            /** Format: uuid */
            id: string;
            email: string;
            name: string;
            /** @enum {string} */
            role: "user" | "admin";
            tier: string;
            suspended_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** @description Null also where Auth does not note it. */
            last_sign_in_at: string | null;
            projects: number;
            runs: number;
            stored_bytes: number;
        };
        AccountPage: {
            items: components["schemas"]["AccountOverview"][];
            /** @description Where the next page starts; null on the last one. */
            next_cursor: string | null;
        };
        Usage: {
            /** @enum {string} */
            by: "day" | "model" | "project" | "key";
            /** Format: date */
            from: string;
            /** Format: date */
            until: string;
            items: {
                /** @description The day, the model, the id of the project or of the key; null where there is none, as for calls of a session. */
                key: string | null;
                calls: number;
                prompt_tokens: number;
                completion_tokens: number;
                cost_usd: number;
            }[];
            /** @description Whether there is more than these 1000, which cost less. */
            truncated: boolean;
        };
        RunUnderWayPage: {
            items: {
                /** Format: uuid */
                id: string;
                /** Format: uuid */
                project_id: string;
                /** Format: uuid */
                owner_id: string;
                email: string;
                kind: string;
                model: string;
                /** @enum {string} */
                status: "queued" | "running" | "waiting" | "awaiting_input" | "succeeded" | "partial" | "failed" | "canceled";
                /** Format: date-time */
                created_at: string;
                started_at: string | null;
                cancel_requested_at: string | null;
            }[];
            /** @description Where the next page starts; null on the last one. */
            next_cursor: string | null;
        };
        AuditPage: {
            items: {
                id: number;
                /** Format: date-time */
                created_at: string;
                /** @description Who did it; null is an operator at the command line. */
                actor_id: string | null;
                /** @description Such as `account.set_tier`, `account.suspend`, `run.cancel`. */
                action: string;
                /** @description The account that it was done to; null is a tier. */
                target_id: string | null;
                details: {
                    [key: string]: unknown;
                };
            }[];
            /** @description Where the next page starts; null on the last one. */
            next_cursor: string | null;
        };
        TierList: {
            items: components["schemas"]["Tier"][];
        };
        Tier: {
            tier: string;
            max_projects: number | null;
            max_active_runs: number | null;
            max_monthly_runs: number | null;
            max_versions: number | null;
            max_project_bytes: number | null;
            max_account_bytes: number | null;
            max_run_cost_usd: number | null;
            max_run_tokens: number | null;
            max_run_repairs: number | null;
            max_run_seconds: number | null;
            max_keys: number | null;
            max_requests_per_minute: number | null;
            max_concurrent_calls: number | null;
            monthly_ai_usd: number | null;
        };
        Session: {
            /** @description Send it as "Authorization: Bearer <token>". */
            access_token: string;
            refresh_token: string;
            /** @description Life of the access token, in seconds. */
            expires_in: number;
            user: {
                /** Format: uuid */
                id: string;
                email: string;
                name: string;
            };
            /** @description Second factors of the account, by one of which a code is to be sent before the session serves for anything else. Empty: it serves. */
            pending_factors: {
                /** Format: uuid */
                id: string;
                name: string;
            }[];
        };
        Account: {
            /** Format: uuid */
            id: string;
            email: string;
            name: string;
            /** @enum {string} */
            role: "user" | "admin";
            /** @description Name of the plan that the operator has put the account on. */
            tier: string;
        };
        Unconfirmed: {
            /** @constant */
            status: "confirmation_needed";
            message: string;
        };
        ChatCompletionRequest: {
            /** @description One of GET /v1/models. */
            model: string;
            /** @description Models that are asked after `model`, in this order, when one does not begin to answer. */
            models?: string[];
            messages: ({
                role: string;
            } & {
                [key: string]: unknown;
            })[];
            /** @description Answers with server-sent events, the last one `[DONE]`. */
            stream?: boolean | null;
            stream_options?: ({
                include_usage?: boolean;
            } & {
                [key: string]: unknown;
            }) | null;
            n?: number | null;
            max_tokens?: number | null;
            max_completion_tokens?: number | null;
        } & {
            [key: string]: unknown;
        };
        /** @description A chunk of an answer, which the client of OpenAI types. What follows the last is `[DONE]`, no JSON. */
        ChatCompletionChunk: {
            id: string;
            choices: {
                [key: string]: unknown;
            }[];
        } & {
            [key: string]: unknown;
        };
        ChatCompletion: {
            id: string;
            choices: {
                [key: string]: unknown;
            }[];
        } & {
            [key: string]: unknown;
        };
        EmbeddingsRequest: {
            /** @description One of GET /v1/models. */
            model: string;
            /** @description Models that are asked after `model`, in this order, when one does not begin to answer. */
            models?: string[];
            /** @description A text, texts, or tokens. */
            input: string | unknown[];
        } & {
            [key: string]: unknown;
        };
        EmbeddingsList: {
            data: {
                [key: string]: unknown;
            }[];
        } & {
            [key: string]: unknown;
        };
        Push: {
            version: number;
            branch: string;
            commit: {
                sha: string;
                url: string;
            };
            /** @description Whether the branch did not have these files already. */
            changed: boolean;
            pull_request: {
                number: number;
                url: string;
            } | null;
        };
        FileList: {
            version: number;
            files: {
                path: string;
                hash: string;
                size_bytes: number;
            }[];
        };
        Version: {
            number: number;
            /**
             * @description What made it.
             * @enum {string}
             */
            origin: "run" | "write" | "restore" | "template" | "import" | "fork";
            summary: string;
            file_count: number;
            size_bytes: number;
            run_id: string | null;
            /** @description The versions that it was made from, the head of then first; two when it was merged. */
            parents: number[];
            /**
             * @description `conflict` is the result of a run that could not be merged, and never was the head: it can be applied or dropped.
             * @enum {string}
             */
            state: "committed" | "conflict" | "applied";
            /** Format: date-time */
            created_at: string;
        };
        Health: {
            /** @constant */
            status: "ok";
            version: string;
            /** @description Commit that was built. */
            commit: string;
            /** @description SHA-256 of the app.js that answers, the same on every runtime. */
            app_sha256: string;
            /** @description Keyed hash of the configuration, where a process binds aside. */
            config_sha256: string;
            /** @description The build with its configuration: the beginnings of both hashes. */
            release: string;
            runtime: string;
        };
        McpMessage: {
            /** @constant */
            jsonrpc: "2.0";
            id?: string | number;
            method?: string;
            params?: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        McpAnswer: {
            /** @constant */
            jsonrpc: "2.0";
            id: string | number;
            result?: {
                [key: string]: unknown;
            };
            error?: {
                code: number;
                message: string;
                data?: unknown;
            };
        };
        FreshFactor: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description What the app makes its codes of, for who types it in. */
            secret: string;
            /** @description The same as an `otpauth:` address, which a QR code holds. */
            uri: string;
            /** @description That QR code, where Auth makes one: an SVG picture. */
            qr_svg: string | null;
        };
        FactorList: {
            items: {
                /** Format: uuid */
                id: string;
                name: string;
                /** @description `totp`; others were enrolled at Auth itself. */
                type: string;
                /** @enum {string} */
                status: "verified" | "unverified";
                /** Format: date-time */
                created_at: string;
            }[];
        };
        Member: {
            /** Format: uuid */
            user_id: string;
            email: string;
            name: string;
            /**
             * @description `viewer` reads, `editor` writes and runs, too, and `owner` does all. A project has one owner.
             * @enum {string}
             */
            role: "owner" | "editor" | "viewer";
            /**
             * Format: date-time
             * @description Since when.
             */
            created_at: string;
        };
        MemberList: {
            items: components["schemas"]["Member"][];
        };
        Invitation: {
            /** Format: uuid */
            id: string;
            /** @description Whose it is; null for whoever has its token. */
            email: string | null;
            /** @enum {string} */
            role: "editor" | "viewer";
            /** Format: date-time */
            expires_at: string;
            /** Format: date-time */
            created_at: string;
        };
        Message: {
            id: number;
            /** @enum {string} */
            role: "user" | "assistant";
            content: string;
            /** @description What was sent with it. */
            attachments: {
                name: string;
                media_type: string;
                size_bytes: number;
            }[];
            /** @description The run that it belongs to. */
            run_id: string | null;
            /** Format: date-time */
            created_at: string;
        };
        MessagePage: {
            items: components["schemas"]["Message"][];
            /** @description Where the next page starts; null on the last one. */
            next_cursor: string | null;
        };
        Import: {
            version: components["schemas"]["Version"];
            /** @description What of the archive was left out, the first hundred entries of it. */
            skipped: {
                path: string;
                reason: string;
            }[];
            skipped_count: number;
        };
        InvitationList: {
            items: components["schemas"]["Invitation"][];
        };
        FreshInvitation: {
            /** Format: uuid */
            id: string;
            /** @description Whose it is; null for whoever has its token. */
            email: string | null;
            /** @enum {string} */
            role: "editor" | "viewer";
            /** Format: date-time */
            expires_at: string;
            /** Format: date-time */
            created_at: string;
            /** @description What to accept it with, shown this once. */
            token: string;
        };
        OwnInvitationList: {
            items: {
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                role: "editor" | "viewer";
                /** Format: date-time */
                expires_at: string;
                /** Format: date-time */
                created_at: string;
                /** Format: uuid */
                project_id: string;
                project_name: string;
            }[];
        };
        Project: {
            /** Format: uuid */
            id: string;
            name: string;
            description: string;
            /** @description What every call to a model is told about the project, such as its style, stack or language. */
            instructions: string;
            /** @enum {string} */
            status: "active" | "archived";
            /** @description Number of the newest version; 0 before the first. */
            head: number;
            /**
             * @description What the caller may do in it.
             * @enum {string}
             */
            role: "owner" | "editor" | "viewer";
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        ApiKey: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description How the key ends. */
            last_four: string;
            scopes: ("projects:read" | "projects:write" | "runs" | "ai" | "admin")[];
            /** @description Models that it may ask for; null is all. */
            models: string[] | null;
            /** @description What it may spend on models in a month of UTC. */
            monthly_budget_usd: number | null;
            requests_per_minute: number | null;
            expires_at: string | null;
            /** @description Until when the key from before the last rotation serves, too. */
            previous_expires_at: string | null;
            revoked_at: string | null;
            /** @description To the minute. */
            last_used_at: string | null;
            /** Format: date-time */
            created_at: string;
        };
        FreshApiKey: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description How the key ends. */
            last_four: string;
            scopes: ("projects:read" | "projects:write" | "runs" | "ai" | "admin")[];
            /** @description Models that it may ask for; null is all. */
            models: string[] | null;
            /** @description What it may spend on models in a month of UTC. */
            monthly_budget_usd: number | null;
            requests_per_minute: number | null;
            expires_at: string | null;
            /** @description Until when the key from before the last rotation serves, too. */
            previous_expires_at: string | null;
            revoked_at: string | null;
            /** @description To the minute. */
            last_used_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** @description The key itself, shown this once: "Authorization: Bearer <key>". */
            key: string;
        };
        ApiKeyPage: {
            items: components["schemas"]["ApiKey"][];
            /** @description Where the next page starts; null on the last one. */
            next_cursor: string | null;
        };
        Limits: {
            tier: string;
            projects: {
                /** @description Null is any number. */
                limit: number | null;
                used: number;
            };
            active_runs: {
                /** @description Null is any number. */
                limit: number | null;
                used: number;
            };
            monthly_runs: {
                /** @description Null is any number. */
                limit: number | null;
                used: number;
            };
            storage_bytes: {
                /** @description Null is any number. */
                limit: number | null;
                used: number;
            };
            keys: {
                /** @description Null is any number. */
                limit: number | null;
                used: number;
            };
            monthly_ai_usd: {
                /** @description Null is any number. */
                limit: number | null;
                used: number;
            };
            /** @description The most that calls and runs under way may still cost. */
            reserved_ai_usd: number;
            concurrent_calls: number | null;
            requests_per_minute: number | null;
        };
        Model: {
            id: string;
            /** @constant */
            object: "model";
            /** @description Always 0: providers do not agree on it. */
            created: number;
            owned_by: string;
        };
        ModelList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Model"][];
        };
        Readiness: {
            ready: boolean;
            /** @description The process is about to end. */
            draining: boolean;
            /** @description Whether keys for programs work, which need SUPABASE_JWT_SECRET or SUPABASE_SIGNING_KEY. */
            api_keys: boolean;
            services: {
                /** @enum {string} */
                name: "data" | "accounts" | "redis" | "ai" | "browser";
                required: boolean;
                ok: boolean;
                latency_ms: number;
            }[];
        };
        Scorecard: {
            /** Format: date-time */
            checked_at: string;
            /** @description Release of the deployment that was examined, if one was. */
            release: string | null;
            factors: {
                number: number;
                name: string;
                /**
                 * @description fail: a check failed. pass: none did, and at least one passed. unknown: none could be made.
                 * @enum {string}
                 */
                result: "pass" | "fail" | "unknown";
                checks: {
                    name: string;
                    /**
                     * @description unknown: it could not be checked from there, which is neither a pass nor a fail.
                     * @enum {string}
                     */
                    result: "pass" | "fail" | "unknown";
                    /** @description What was measured, and where. */
                    evidence: string;
                    /** @description What to do about a failure. */
                    fix?: string;
                }[];
            }[];
        };
        MailSent: {
            /** @constant */
            status: "accepted";
            message: string;
        };
        Preview: {
            /** Format: uuid */
            id: string;
            /**
             * Format: uri
             * @description Whoever has it may look, without signing in, until it expires or is revoked.
             */
            url: string;
            /** @description Null for the head, whatever it is by then, and for a run. */
            version: number | null;
            /** @description The run whose files are shown as they are by then. */
            run_id: string | null;
            shared: boolean;
            /** Format: date-time */
            expires_at: string;
            revoked_at: string | null;
            /** Format: date-time */
            created_at: string;
        };
        PreviewPage: {
            items: components["schemas"]["Preview"][];
            /** @description Where the next page starts; null on the last one. */
            next_cursor: string | null;
        };
        CreatedProject: {
            /** Format: uuid */
            id: string;
            name: string;
            description: string;
            /** @description What every call to a model is told about the project, such as its style, stack or language. */
            instructions: string;
            /** @enum {string} */
            status: "active" | "archived";
            /** @description Number of the newest version; 0 before the first. */
            head: number;
            /**
             * @description What the caller may do in it.
             * @enum {string}
             */
            role: "owner" | "editor" | "viewer";
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** @description What of the archive was left out, the first hundred entries of it. */
            skipped?: {
                path: string;
                reason: string;
            }[];
            skipped_count?: number;
        };
        ProjectPage: {
            items: components["schemas"]["Project"][];
            /** @description Where the next page starts; null on the last one. */
            next_cursor: string | null;
        };
        ProviderKey: {
            provider: string;
            base_url: string | null;
            /** @description How the key ends; nothing more of it ever comes back. */
            last_four: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        ProviderKeyList: {
            items: components["schemas"]["ProviderKey"][];
        };
        KeyValidity: {
            /**
             * @description `unknown`: the provider did not answer, or said something else.
             * @enum {string}
             */
            result: "valid" | "invalid" | "unknown";
            /** @description Why it is not valid, as calls to models would tell it. */
            code: string | null;
        };
        ModelResponseRequest: {
            /** @description One of GET /v1/models. */
            model: string;
            /** @description Models that are asked after `model`, in this order, when one does not begin to answer. */
            models?: string[];
            input?: string | {
                [key: string]: unknown;
            }[];
            instructions?: string | null;
            max_output_tokens?: number | null;
            /** @description Answers with server-sent events. */
            stream?: boolean | null;
            /** @description Whether what the response says may be named by `item_reference` for a day. Nothing else is stored. */
            store?: boolean | null;
        } & {
            [key: string]: unknown;
        };
        /** @description An event of a response, which the client of OpenAI types. */
        ModelResponseEvent: {
            type: string;
        } & {
            [key: string]: unknown;
        };
        ModelResponse: {
            id: string;
            output: {
                [key: string]: unknown;
            }[];
        } & {
            [key: string]: unknown;
        };
        /**
         * @description Why a run did not end as it should, and what can be done.
         * @enum {string}
         */
        RunErrorCode: "canceled" | "abandoned" | "no_changes" | "no_answer" | "incomplete" | "needs_answer" | "plan_not_approved" | "budget_exhausted" | "input_expired" | "conflict" | "no_file_succeeded" | "unknown_model" | "images_not_supported" | "bad_request" | "not_found" | "head_moved" | "blob_missing" | "project_archived" | "storage_full" | "payload_too_large" | "internal" | "provider_refused" | "provider_denied" | "provider_unavailable" | "provider_cut" | "provider_invalid" | "provider_rate_limited" | "provider_timeout" | "provider_unprocessable" | "provider_quota" | "content_filter" | "model_not_found" | "output_truncated" | "context_overflow";
        /**
         * @description What is wrong with a file.
         * @enum {string}
         */
        FileCode: "bad_path" | "no_room" | "no_such_file" | "not_written" | "not_allowed" | "placeholder" | "cut" | "edit_not_applied" | "malformed_tag" | "missing_path" | "unexpected_close" | "unclosed_block" | "untagged_file" | "empty_answer" | "malformed_plan" | "malformed_edit" | "file_too_large" | "block_too_large" | "line_too_long" | "syntax_error" | "unresolved_import" | "unresolved_link" | "missing_export" | "duplicate_id" | "invalid_manifest" | "unclosed_tag" | "stray_end_tag" | "assigned_constant" | "undefined_name" | "missing_element" | "wrong_module_kind" | "page_error" | "blank_page" | "failed_load" | "not_binary";
        /** @description The first event of every stream. */
        StreamOpenedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "stream.opened";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
        };
        /** @description The stream ends before its run does: come back with Last-Event-ID. */
        StreamClosingEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "stream.closing";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            /** @enum {string} */
            reason: "process_ending" | "poll_limit";
        };
        /** @description The stream broke off: come back with Last-Event-ID. */
        StreamFailedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "stream.failed";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            error: {
                code: string;
                message: string;
                request_id: string;
            };
        };
        RunCreatedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "run.created";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            kind: string;
            model: string;
            base_version: number;
        };
        RunStartedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "run.started";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            /** @description Counts the processes that have taken the run. */
            epoch: number;
        };
        /** @description The facts from first_seq to last_seq, which are the numbers before the dash of their ids, no longer count: the process that made them broke off within the step, and the step begins anew. */
        FactsWithdrawnEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "facts.withdrawn";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            step: string;
            attempt: number;
            first_seq: number;
            last_seq: number;
        };
        /** @description The run rests until it is given input, and the stream ends here: one that comes back then goes on behind this. What is asked with the kind `plan` is whether the plan of the last `plan.ready` is good. */
        RunAwaitingInputEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "run.awaiting_input";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            /** @enum {string} */
            kind: "question" | "plan";
            question: string;
        };
        /** @description What the run was given: the answer to a question, or what is to become of the plan. */
        InputReceivedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "input.received";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            text?: string;
            approve?: boolean;
            plan?: string;
        };
        /** @description The provider has no capacity: the run goes on by itself at that time, on any process. */
        RunWaitingEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "run.waiting";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            reason: components["schemas"]["RunErrorCode"];
            seconds: number;
            /** Format: date-time */
            retry_at: string;
        };
        PlanReadyEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "plan.ready";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            title: string;
            summary: string;
            files: {
                path: string;
                purpose: string;
            }[];
        };
        FileCompletedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "file.completed";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            path: string;
            hash: string;
            size_bytes: number;
        };
        FileDeletedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "file.deleted";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            path: string;
        };
        FileRenamedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "file.renamed";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            from: string;
            to: string;
        };
        /** @description What the answer said of the file could not be taken. A later fact of the file takes the place of this. */
        FileFailedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "file.failed";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            path: string;
            code: components["schemas"]["FileCode"];
            message: string;
        };
        /** @description What the answer said of the file leaves it as it was. */
        FileUnchangedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "file.unchanged";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            path: string;
        };
        /** @description Something of the answer was not as its format says, and was read all the same. */
        AnswerMendedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "answer.mended";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            /** @enum {string} */
            code: "closing_tag" | "tag_spelling" | "path_spelling" | "foreign_form" | "code_fence" | "untagged_file" | "json_answer" | "escaped_content" | "thinking" | "command" | "plan_form" | "plan_entry" | "continued" | "edit_match";
            path?: string;
            message: string;
        };
        /** @description Something of the answer, of which it is not known what file it is about, could not be taken. */
        AnswerProblemEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "answer.problem";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            code: components["schemas"]["FileCode"];
            message: string;
        };
        /** @description The answer broke off, within the file of that path or else between files: what is missing is asked for again. */
        AnswerCutEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "answer.cut";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            code: components["schemas"]["RunErrorCode"];
            message: string;
            path?: string;
        };
        CheckCompletedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "check.completed";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            /** @description Text files that were checked to their end. */
            files_checked: number;
            /** @description Text files that were not, most of them for want of a parser. */
            files_not_checked?: {
                path: string;
                /** @enum {string} */
                reason: "too_large" | "too_complex" | "unknown_syntax" | "scripts_only" | "no_parser";
            }[];
            /** @description How many those are by reason, of which only the first are named. */
            omissions?: {
                /** @enum {string} */
                reason: "too_large" | "too_complex" | "unknown_syntax" | "scripts_only" | "no_parser";
                files: number;
            }[];
            /** @description Those that the run has made, the first of them. */
            problems: {
                path: string;
                line?: number;
                column?: number;
                code: components["schemas"]["FileCode"];
                message: string;
            }[];
            /** @description How many those are. */
            problem_count?: number;
            /** @description Those that the project had before the run. */
            problems_from_before?: number;
        };
        /** @description What the page has told of itself when it was opened: by `kind` an error, a rejection, a failed load … */
        ProblemFoundEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "problem.found";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            path: string;
            line?: number;
            column?: number;
            code: components["schemas"]["FileCode"];
            message: string;
            kind: string;
        };
        /** @description The project was opened in a browser before it is committed; `problem.found` tells what went wrong. */
        PageOpenedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "page.opened";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            /** @enum {string} */
            state: "opened" | "not_opened";
            /** @description Why it was not opened. */
            reason?: string;
            problem_count?: number;
            /** @description How many of its buttons were pressed. */
            pressed?: number;
        };
        /** @description What was wrong was sent back to the model. Unless the project got better by its answer, that is not kept: the facts before this one put the files back. */
        RepairCompletedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "repair.completed";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            attempt: number;
            problems_before: number;
            problems_after: number;
            is_kept: boolean;
        };
        VersionCommittedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "version.committed";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            version: number;
            file_count: number;
            size_bytes: number;
            /** @description The versions that it was made from. */
            parents?: number[];
        };
        /** @description Since the run began, its project was changed in the same files, of which `paths` names the first hundred. What the run has made is a version that is not the head, to be applied or dropped. */
        VersionConflictedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "version.conflicted";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            version: number;
            file_count: number;
            size_bytes: number;
            /** @description The versions that it was made from. */
            parents?: number[];
            paths: string[];
        };
        MessageCompletedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message.completed";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            content: string;
        };
        RunSucceededEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "run.succeeded";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            /** @enum {string} */
            status: "succeeded" | "partial" | "failed" | "canceled";
            version?: number;
            error?: {
                code: components["schemas"]["RunErrorCode"];
                message: string;
            };
            failed_files?: {
                path: string;
                code: components["schemas"]["FileCode"];
                message: string;
            }[];
            usage?: {
                prompt_tokens?: number;
                completion_tokens?: number;
                /** @description By the prices of this deployment; a model without a price costs nothing. */
                cost_usd?: number;
            };
        };
        RunPartialEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "run.partial";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            /** @enum {string} */
            status: "succeeded" | "partial" | "failed" | "canceled";
            version?: number;
            error?: {
                code: components["schemas"]["RunErrorCode"];
                message: string;
            };
            failed_files?: {
                path: string;
                code: components["schemas"]["FileCode"];
                message: string;
            }[];
            usage?: {
                prompt_tokens?: number;
                completion_tokens?: number;
                /** @description By the prices of this deployment; a model without a price costs nothing. */
                cost_usd?: number;
            };
        };
        RunFailedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "run.failed";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            /** @enum {string} */
            status: "succeeded" | "partial" | "failed" | "canceled";
            version?: number;
            error?: {
                code: components["schemas"]["RunErrorCode"];
                message: string;
            };
            failed_files?: {
                path: string;
                code: components["schemas"]["FileCode"];
                message: string;
            }[];
            usage?: {
                prompt_tokens?: number;
                completion_tokens?: number;
                /** @description By the prices of this deployment; a model without a price costs nothing. */
                cost_usd?: number;
            };
        };
        RunCanceledEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "run.canceled";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            /** @enum {string} */
            status: "succeeded" | "partial" | "failed" | "canceled";
            version?: number;
            error?: {
                code: components["schemas"]["RunErrorCode"];
                message: string;
            };
            failed_files?: {
                path: string;
                code: components["schemas"]["FileCode"];
                message: string;
            }[];
            usage?: {
                prompt_tokens?: number;
                completion_tokens?: number;
                /** @description By the prices of this deployment; a model without a price costs nothing. */
                cost_usd?: number;
            };
        };
        StepStartedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "step.started";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            step: string;
            attempt: number;
        };
        /** @description The model begins to write the file, or to say what of it is to be edited. */
        FileStartedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "file.started";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            path: string;
        };
        FileDeltaEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "file.delta";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            path: string;
            text: string;
        };
        MessageDeltaEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message.delta";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            text: string;
        };
        /** @description What all calls of the run have taken so far. */
        UsageUpdatedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "usage.updated";
            /** Format: uuid */
            run_id: string;
            /** @description The number of the fact; of an event that is none, that of the last fact before it. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            prompt_tokens: number;
            completion_tokens: number;
            /** @description By the prices of this deployment; a model without a price costs nothing. */
            cost_usd: number;
        };
        Run: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            project_id: string;
            /** @description What the run does: `generate`, `edit`, `chat`, or what a newer release knows. */
            kind: string;
            prompt: string;
            model: string;
            /** @description How far it goes by itself: `ask`, `plan`, `build`, or what a newer release knows. */
            mode: string;
            /**
             * @description It goes on by itself while `queued`, `running` or `waiting`, which is until `retry_at`. While `awaiting_input` it rests until it is answered or canceled.
             * @enum {string}
             */
            status: "queued" | "running" | "waiting" | "awaiting_input" | "succeeded" | "partial" | "failed" | "canceled";
            /** @description What it asks while it awaits input. */
            awaiting: {
                /** @enum {string} */
                kind: "question" | "plan";
                question: string;
            } | null;
            /** @description When it goes on, while it waits. */
            retry_at: string | null;
            /** @description The head when the run was made. */
            base_version: number;
            /** @description The version it committed. */
            version: number | null;
            error: {
                code: components["schemas"]["RunErrorCode"];
                message: string;
            } | null;
            failed_files: {
                path: string;
                code: components["schemas"]["FileCode"];
                message: string;
            }[];
            /** @description Sums of the calls to models that the run has made so far. */
            usage: {
                prompt_tokens: number;
                completion_tokens: number;
                /** @description By the prices of this deployment; a model without a price costs nothing. */
                cost_usd: number;
            };
            /** @description What it may take; of what is absent, any amount. */
            budget: {
                max_cost_usd?: number;
                /** @description Of prompts and answers together. */
                max_tokens?: number;
                /** @description Calls that send back what is wrong. */
                max_repairs?: number;
                /** @description Of its work: a run that rests takes none. */
                max_seconds?: number;
            };
            /** Format: date-time */
            created_at: string;
            started_at: string | null;
            finished_at: string | null;
        };
        /** @description An event of a run: the JSON in `data` of a server-sent event, whose `event` is its `type`. The `id` of a fact is its number and `-0`; what comes after it until the next fact counts on behind the dash. A newer release may have further types. */
        RunEvent: components["schemas"]["StreamOpenedEvent"] | components["schemas"]["StreamClosingEvent"] | components["schemas"]["StreamFailedEvent"] | components["schemas"]["RunCreatedEvent"] | components["schemas"]["RunStartedEvent"] | components["schemas"]["FactsWithdrawnEvent"] | components["schemas"]["RunAwaitingInputEvent"] | components["schemas"]["InputReceivedEvent"] | components["schemas"]["RunWaitingEvent"] | components["schemas"]["PlanReadyEvent"] | components["schemas"]["FileCompletedEvent"] | components["schemas"]["FileDeletedEvent"] | components["schemas"]["FileRenamedEvent"] | components["schemas"]["FileFailedEvent"] | components["schemas"]["FileUnchangedEvent"] | components["schemas"]["AnswerMendedEvent"] | components["schemas"]["AnswerProblemEvent"] | components["schemas"]["AnswerCutEvent"] | components["schemas"]["CheckCompletedEvent"] | components["schemas"]["ProblemFoundEvent"] | components["schemas"]["PageOpenedEvent"] | components["schemas"]["RepairCompletedEvent"] | components["schemas"]["VersionCommittedEvent"] | components["schemas"]["VersionConflictedEvent"] | components["schemas"]["MessageCompletedEvent"] | components["schemas"]["RunSucceededEvent"] | components["schemas"]["RunPartialEvent"] | components["schemas"]["RunFailedEvent"] | components["schemas"]["RunCanceledEvent"] | components["schemas"]["StepStartedEvent"] | components["schemas"]["FileStartedEvent"] | components["schemas"]["FileDeltaEvent"] | components["schemas"]["MessageDeltaEvent"] | components["schemas"]["UsageUpdatedEvent"];
        Ticket: {
            /** @description Relative to the address of this API. */
            url: string;
            /**
             * Format: date-time
             * @description Until when a stream can be opened with it.
             */
            expires_at: string;
        };
        RunPage: {
            items: components["schemas"]["Run"][];
            /** @description Where the next page starts; null on the last one. */
            next_cursor: string | null;
        };
        SessionList: {
            items: {
                /** Format: uuid */
                id: string;
                /** Format: date-time */
                created_at: string;
                /**
                 * Format: date-time
                 * @description When its tokens were last renewed.
                 */
                used_at: string;
                user_agent: string | null;
                /** @description From where it was last renewed, where Auth notes that. */
                address: string | null;
                /** @description Whether this request came by it. */
                is_current: boolean;
            }[];
        };
        BrowserSession: {
            /** @description Send it as "Authorization: Bearer <token>". */
            access_token: string;
            /** @description Life of the access token, in seconds. */
            expires_in: number;
            user: {
                /** Format: uuid */
                id: string;
                email: string;
                name: string;
            };
            /** @description Second factors of the account, by one of which a code is to be sent before the session serves for anything else. Empty: it serves. */
            pending_factors: {
                /** Format: uuid */
                id: string;
                name: string;
            }[];
        };
        VersionPage: {
            items: components["schemas"]["Version"][];
            /** @description Where the next page starts; null on the last one. */
            next_cursor: string | null;
        };
        Diff: {
            from: number;
            to: number;
            files: {
                path: string;
                /** @enum {string} */
                status: "added" | "removed" | "changed" | "renamed";
                /** @description Where a renamed file was. */
                old_path?: string;
                /** @description Unified diff; empty for a file that only moved, or is too large to compare. */
                patch: string;
                /**
                 * @description Too large to compare in one answer together with the files before it: read both versions of it.
                 * @constant
                 */
                too_large?: true;
            }[];
        };
        VersionReport: {
            version: number;
            /**
             * @description What made it.
             * @enum {string}
             */
            origin: "run" | "write" | "restore" | "template" | "import" | "fork";
            /** @description Null for a version whose files no run has made. */
            run: {
                /** Format: uuid */
                id: string;
                /** @description What the run does: `generate`, `edit`, `chat`, or what a newer release knows. */
                kind: string;
                model: string;
                /**
                 * @description It goes on by itself while `queued`, `running` or `waiting`, which is until `retry_at`. While `awaiting_input` it rests until it is answered or canceled.
                 * @enum {string}
                 */
                status: "queued" | "running" | "waiting" | "awaiting_input" | "succeeded" | "partial" | "failed" | "canceled";
                error: {
                    code: components["schemas"]["RunErrorCode"];
                    message: string;
                } | null;
                /** Format: date-time */
                created_at: string;
                started_at: string | null;
                finished_at: string | null;
                /** @description The version that it committed. */
                version: number | null;
                /** @description How many processes have driven it: one, unless one broke off. */
                processes: number;
                /** @description Whether files that were written to the project meanwhile are in the version, too, unchecked. */
                is_merged: boolean;
            } | null;
            /** @description Null when nothing was checked, or when it is no longer known. */
            checks: {
                files_checked: number;
                files_not_checked: number;
                /** @description Why they were not. */
                omissions: {
                    reason: string;
                    files: number;
                }[];
                /** @description The first 20 of them. */
                not_checked: {
                    path: string;
                    reason: string;
                }[];
                /** @description Those that the project had before the run. */
                problems_from_before: number;
                /** @description Those that the run had made by its first check. */
                problems_found: number;
                /** @description Those of them, or new ones, that the version has. */
                problems_left: number;
                /** @description The first 20 of those that are left. */
                problems: {
                    path: string;
                    line?: number;
                    column?: number;
                    code: string;
                    message: string;
                }[];
            } | null;
            repairs: {
                attempt: number;
                problems_before: number;
                problems_after: number;
                /** @description Unless the project got better by it, it was undone. */
                is_kept: boolean;
            }[];
            page: {
                /**
                 * @description Whether the run opened it in a browser before its commit.
                 * @enum {string}
                 */
                state: "opened" | "not_opened";
                /** @description Why it did not. */
                reason: string | null;
                /** @description What was wrong when it was opened last. */
                problems_left: number | null;
                /** @description How many of its buttons were pressed. */
                pressed: number | null;
                /** @description What was found in it at any time, repaired or not, the first 50; and what a repair was asked to mend. */
                findings: {
                    kind: string;
                    path: string;
                    line?: number;
                    column?: number;
                    code: string;
                    message: string;
                }[];
            };
            /** @description What the version has told of itself when it was opened at a preview that is not shared, the first 50 things. */
            page_problems: {
                /** @description `error`, `rejection`, `console`, `load`, `blank`. */
                kind: string;
                message: string;
                path: string | null;
                line: number | null;
                column: number | null;
                /** @description Where in the preview it happened. */
                address: string | null;
                /** @description How often a page has told it. */
                times: number;
            }[];
            answers: {
                /** @description Answers that broke off, so that what was missing was asked for again. */
                cut: number;
                /** @description What was not as the format says, and read all the same: `answer.mended`. */
                mended: {
                    code: string;
                    count: number;
                }[];
                /** @description What could not be taken, edits among it: `file.failed`, `answer.problem`. */
                refused: {
                    code: string;
                    count: number;
                }[];
            };
            usage: {
                models: {
                    model: string;
                    calls: number;
                    /** @description Calls that broke off or failed. */
                    calls_not_whole: number;
                    prompt_tokens: number;
                    completion_tokens: number;
                    /** @description Whether the provider has not told all of it: counted from the text. */
                    estimated: boolean;
                    /** @description By the prices when it was called; null for a model without a price. */
                    cost_usd: number | null;
                }[];
                prompt_tokens: number;
                completion_tokens: number;
                /** @description Null when a model has no price. */
                cost_usd: number | null;
            };
            /** @description Time by kind of step, without waiting, and without what a process that broke off had done. */
            steps: {
                name: string;
                count: number;
                duration_ms: number;
            }[];
        };
        Webhook: {
            /** Format: uuid */
            id: string;
            url: string;
            description: string;
            events: string[];
            /** @description Whether messages are sent. What happens meanwhile is not sent later. */
            active: boolean;
            paused_at: string | null;
            /** @description Why none are sent: somebody has said so (`user`), every attempt of a day has failed (`failing`), or the address has answered 410 (`gone`). `{"active": true}` sets it going again, with what had not arrived. */
            paused_reason: ("user" | "failing" | "gone") | null;
            /** @description The first of the attempts that failed in a row; null when the last one got through. */
            failing_since: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        WebhookDelivery: {
            /** Format: uuid */
            id: string;
            /** @description The `webhook-id` of the message, the same in every attempt. */
            message_id: string;
            /** Format: uuid */
            run_id: string;
            /** @description The number of the event in its run. */
            seq: number;
            type: string;
            /**
             * @description `pending` is to be sent, or sent again; `failed` was given up after a day of attempts.
             * @enum {string}
             */
            status: "pending" | "delivered" | "failed";
            attempts: number;
            /** @description Of the last answer; null when there was none. */
            last_status: number | null;
            last_error: string | null;
            last_attempt_at: string | null;
            /** Format: date-time */
            created_at: string;
        };
        FreshWebhook: {
            /** Format: uuid */
            id: string;
            url: string;
            description: string;
            events: string[];
            /** @description Whether messages are sent. What happens meanwhile is not sent later. */
            active: boolean;
            paused_at: string | null;
            /** @description Why none are sent: somebody has said so (`user`), every attempt of a day has failed (`failing`), or the address has answered 410 (`gone`). `{"active": true}` sets it going again, with what had not arrived. */
            paused_reason: ("user" | "failing" | "gone") | null;
            /** @description The first of the attempts that failed in a row; null when the last one got through. */
            failing_since: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** @description What messages are signed with, by Standard Webhooks; shown this once. */
            secret: string;
        };
        WebhookList: {
            items: components["schemas"]["Webhook"][];
        };
        WebhookAttempt: {
            delivered: boolean;
            /** @description Of the answer; null when there was none. */
            status: number | null;
            error: string | null;
        };
        WebhookDeliveryPage: {
            items: components["schemas"]["WebhookDelivery"][];
            /** @description Where the next page starts; null on the last one. */
            next_cursor: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description Finds the request in the log of the deployment. */
        "X-Request-Id": string;
        /** @description Names this state of what was read, for If-Match. */
        ETag: string;
        /** @description The address of what was made. */
        Location: string;
        /** @description The name of the download. */
        "Content-Disposition": string;
        /** @description After how many seconds to ask again. */
        "Retry-After": number;
        /** @description How to authenticate. */
        "WWW-Authenticate": string;
        /** @description `true` where the Idempotency-Key was known, and this was answered before. */
        "Idempotent-Replayed": string;
        /** @description The version that the file is of. */
        "X-Samokoder-Version": number;
        /** @description Where an answer may be kept: `hit` or `miss`. */
        "X-Samokoder-Cache": string;
        /** @description The model that answers. */
        "X-Samokoder-Model": string;
        /** @description The provider that it is of. */
        "X-Samokoder-Provider": string;
        /** @description How many requests to providers it took. */
        "X-Samokoder-Attempts": number;
        /** @description What it cost, where that is known before the answer begins. */
        "X-Samokoder-Cost-Usd": string;
        /** @description `false` where this deployment has tried again itself: to ask again would multiply that. */
        "X-Should-Retry": string;
        /** @description How many requests may be made in any minute, where that is limited. */
        "x-ratelimit-limit-requests": string;
        /** @description How many more may be made now. */
        "x-ratelimit-remaining-requests": string;
        /** @description After how long all of them may be made again; where none is left, after how long one may: `60s`. */
        "x-ratelimit-reset-requests": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: {
                /** @description Asks the AI provider as well, for who may read /metrics. */
                services?: "all";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Prometheus text format, or OpenMetrics. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                    "application/openmetrics-text": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getFactors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page, or the scorecard. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                    "application/json": components["schemas"]["Scorecard"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    registerAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: email */
                    email: string;
                    password: string;
                    name?: string;
                    /** @description Needed where the deployment asks for one. */
                    invitation?: string;
                };
            };
        };
        responses: {
            /** @description The account, signed in. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The address must be confirmed first, by a mail. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unconfirmed"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    createSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: email */
                    email: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description A new session; with `pending_factors`, one that a code is to be sent for first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    refreshSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    refresh_token: string;
                };
            };
        };
        responses: {
            /** @description The session with new tokens. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    current_password?: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description It is changed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    requestPasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: email */
                    email: string;
                    /**
                     * Format: uri
                     * @description Where the link of the mail leads in the end, of what Auth is configured to allow.
                     */
                    redirect_to?: string;
                };
            };
        };
        responses: {
            /** @description If there is an account, its mail is on the way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailSent"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Of the mail: what its template calls `{{ .TokenHash }}`. */
                    token_hash: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description A new session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The password is not set yet, as the account has a second factor: verify it by this session, and then change the password without `current_password`. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    requestConfirmation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: email */
                    email: string;
                };
            };
        };
        responses: {
            /** @description If there is such an account, its mail is on the way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailSent"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    confirmEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Of the mail: what its template calls `{{ .TokenHash }}`. */
                    token_hash: string;
                };
            };
        };
        responses: {
            /** @description The account, signed in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Those that go on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    endSessions: {
        parameters: {
            query?: {
                /** @description `others` keeps the one that asks. */
                which?: "all" | "others";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They have ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    endSessionById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listFactors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All, without their secrets. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactorList"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    enrollFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                };
            };
        };
        responses: {
            /** @description The factor with its secret, shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreshFactor"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    verifyFactor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description That the app shows now. Each serves once. */
                    code: string;
                };
            };
        };
        responses: {
            /** @description The session with new tokens. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    removeFactor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    exportAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The records, streamed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    deleteAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    password: string;
                };
            };
        };
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listAccounts: {
        parameters: {
            query?: {
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Something of the address or the name, or the whole id. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of accounts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountPage"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getAccountOverview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountOverview"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    updateAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    role?: "user" | "admin";
                    tier?: string;
                };
            };
        };
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountOverview"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    suspendAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description For the audit log.
                     * @default
                     */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountOverview"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    unsuspendAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountOverview"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    removeFactorsOfAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has none. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getAccountUsage: {
        parameters: {
            query?: {
                /** @description What to sum up by. */
                by?: "day" | "model" | "project" | "key";
                /** @description The first day, of UTC; 30 days back when it is not given. */
                from?: string;
                /** @description The last day; today when it is not given. */
                until?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sums. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Usage"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listRunsUnderWay: {
        parameters: {
            query?: {
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunUnderWayPage"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    cancelRunOfAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It ends, or has ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listAuditLog: {
        parameters: {
            query?: {
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description To which it was done. */
                account?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the log. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listTiers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tiers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TierList"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    updateTier: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tier: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    max_projects?: number | null;
                    max_active_runs?: number | null;
                    max_monthly_runs?: number | null;
                    max_versions?: number | null;
                    max_project_bytes?: number | null;
                    max_account_bytes?: number | null;
                    max_run_cost_usd?: number | null;
                    max_run_tokens?: number | null;
                    max_run_repairs?: number | null;
                    max_run_seconds?: number | null;
                    max_keys?: number | null;
                    max_requests_per_minute?: number | null;
                    max_concurrent_calls?: number | null;
                    monthly_ai_usd?: number | null;
                };
            };
        };
        responses: {
            /** @description The tier. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tier"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyPage"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request once, however often it is sent within a day: what was answered first is answered again, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @description `projects:read`: read projects, their files, versions and runs; `projects:write`: make, change and delete projects, files and versions; `runs`: start, answer and cancel runs, which spend money; `ai`: ask models directly at /v1, which spends money; `admin`: look after the account: list and revoke keys, make and change webhooks, see usage and limits */
                    scopes: ("projects:read" | "projects:write" | "runs" | "ai" | "admin")[];
                    models?: string[] | null;
                    monthly_budget_usd?: number | null;
                    requests_per_minute?: number | null;
                    expires_at?: string | null;
                };
            };
        };
        responses: {
            /** @description The key, shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreshApiKey"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key serves no more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    rotateKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request once, however often it is sent within a day: what was answered first is answered again, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description How long the key from before serves, too.
                     * @default 86400
                     */
                    overlap_seconds?: number;
                };
            };
        };
        responses: {
            /** @description The key with its new secret, shown this once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreshApiKey"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listProviderKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One for each provider. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderKeyList"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    setProviderKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What the names of its models begin with, before the slash: `openai`. */
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    key: string;
                    /** @description Where the provider is, up to and with /v1, when it is not where the deployment knows it. */
                    base_url?: string | null;
                };
            };
        };
        responses: {
            /** @description The key, of which only the end is told. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderKey"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    deleteProviderKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What the names of its models begin with, before the slash: `openai`. */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    validateProviderKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What the names of its models begin with, before the slash: `openai`. */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the provider says. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyValidity"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getUsage: {
        parameters: {
            query?: {
                /** @description What to sum up by. */
                by?: "day" | "model" | "project" | "key";
                /** @description The first day, of UTC; 30 days back when it is not given. */
                from?: string;
                /** @description The last day; today when it is not given. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sums. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Usage"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getLimits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The limits of its tier. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Limits"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listProjects: {
        parameters: {
            query?: {
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Part of the name or description. */
                search?: string;
                status?: "active" | "archived";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of projects. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectPage"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    createProject: {
        parameters: {
            query?: {
                name?: string;
                description?: string;
                instructions?: string;
                /** @description Leading folders to take off each path, such as the one that an archive of a repository has. */
                strip?: number;
            };
            header?: {
                /** @description Makes the request once, however often it is sent within a day: what was answered first is answered again, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    description?: string;
                    instructions?: string;
                    /**
                     * @description One of `/api/templates`, whose files are the first version.
                     * @enum {string}
                     */
                    template?: "browser" | "react" | "vue" | "hono-api" | "fastapi" | "telegram-bot";
                    /** @description Whose files are the first version. */
                    repository?: {
                        /** @description Where people read it, such as `https://github.com/owner/name`. */
                        url: string;
                        /** @description For one that is private. It is used for this request, and not kept. */
                        token?: string;
                        /**
                         * @description What runs at its host. Needed unless that is GitHub, GitLab, Codeberg or Bitbucket.
                         * @enum {string}
                         */
                        forge?: "github" | "gitlab" | "gitea" | "bitbucket";
                        /** @description A branch, a tag or a commit; the default branch when absent. */
                        ref?: string;
                        /** @description Of a larger repository, the folder that becomes the project. */
                        folder?: string;
                    };
                };
                "application/zip": string;
                "application/gzip": string;
                "application/x-gzip": string;
                "application/x-tar": string;
            };
        };
        responses: {
            /** @description The project, empty unless it begins with files; Location names it. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedProject"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    forkProject: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request once, however often it is sent within a day: what was answered first is answered again, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Number of a version; the head when absent. */
                    version?: number;
                    /** @description That of the project when absent. */
                    name?: string;
                };
            };
        };
        responses: {
            /** @description The new project; Location names it. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The project. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    deleteProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The project is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    updateProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    description?: string;
                    instructions?: string;
                    /** @enum {string} */
                    status?: "active" | "archived";
                };
            };
        };
        responses: {
            /** @description The changed project. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listMembers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The members. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberList"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    inviteMember: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request once, however often it is sent within a day: what was answered first is answered again, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    role: "editor" | "viewer";
                    /**
                     * @description By default 7 days.
                     * @default 604800
                     */
                    expires_in_seconds?: number;
                    /**
                     * Format: email
                     * @description Of the account that is invited.
                     */
                    email: string;
                };
            };
        };
        responses: {
            /** @description The invitation. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    removeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account is no member any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    changeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description `owner` gives the project away: who owned it is an editor then.
                     * @enum {string}
                     */
                    role: "owner" | "editor" | "viewer";
                };
            };
        };
        responses: {
            /** @description The member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listInvitations: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The invitations. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationList"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    createInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request once, however often it is sent within a day: what was answered first is answered again, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    role: "editor" | "viewer";
                    /**
                     * @description By default 7 days.
                     * @default 604800
                     */
                    expires_in_seconds?: number;
                };
            };
        };
        responses: {
            /** @description The invitation with its token, shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreshInvitation"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    revokeInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                invitation: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nobody can take it any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listOwnInvitations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The invitations. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnInvitationList"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    redeemInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request once, however often it is sent within a day: what was answered first is answered again, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description The project, with the role in it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    acceptInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request once, however often it is sent within a day: what was answered first is answered again, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The project, with the role in it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    declineInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listFiles: {
        parameters: {
            query?: {
                /** @description Number of a version; the head when absent. */
                version?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Path, SHA-256 and size of each file, in path order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileList"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    changeFiles: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the file list ("v3"): refuse when the project has changed. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Done in their order, all of them or none. */
                    changes: ({
                        /** @constant */
                        action: "write";
                        path: string;
                        /** @description The file: its text, or its bytes in base64. */
                        content: string;
                        /**
                         * @default utf8
                         * @enum {string}
                         */
                        encoding?: "utf8" | "base64";
                    } | {
                        /** @constant */
                        action: "delete";
                        path: string;
                    } | {
                        /** @constant */
                        action: "rename";
                        path: string;
                        to: string;
                    })[];
                    /** @description What the version says of itself. */
                    summary?: string;
                };
            };
        };
        responses: {
            /** @description The version with all changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readFile: {
        parameters: {
            query?: {
                /** @description Number of a version; the head when absent. */
                version?: number;
            };
            header?: never;
            path: {
                id: string;
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes of the file; its SHA-256 is the ETag. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    writeFile: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the file, or of the file list ("v3"): refuse when it has changed. */
                "If-Match"?: string;
                /** @description `*`: refuse when the file exists. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
                path: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description The version with the changed file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            /** @description The version with the new file. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    deleteFile: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the file, or of the file list ("v3"): refuse when it has changed. */
                "If-Match"?: string;
                /** @description `*`: refuse when the file exists. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version without the file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listVersions: {
        parameters: {
            query?: {
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of versions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionPage"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    dropVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone, and its number is not given again. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    compareVersions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                a: number;
                b: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What changed from a to b. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Diff"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getVersionReport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionReport"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readScreenshot: {
        parameters: {
            query?: {
                width?: number;
                /** @description Before all repairs, or after the last one. */
                at?: "first" | "last";
            };
            header?: never;
            path: {
                id: string;
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                    "image/png": string;
                    "image/webp": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    restoreVersion: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request once, however often it is sent within a day: what was answered first is answered again, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The new version. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    applyVersion: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request once, however often it is sent within a day: what was answered first is answered again, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The new version. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listPreviews: {
        parameters: {
            query?: {
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of previews. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreviewPage"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    createPreview: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request once, however often it is sent within a day: what was answered first is answered again, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Number of a version; absent, the preview follows the head. */
                    version?: number;
                    /**
                     * Format: uuid
                     * @description A run whose files are shown while it makes them, and its version once it has one.
                     */
                    run_id?: string;
                    /**
                     * @description Whether the address is made for others: it lives longer, and what its visitors meet is not reported.
                     * @default false
                     */
                    shared?: boolean;
                    /** @description By default 12 hours, and 7 days for one that is shared. */
                    expires_in_seconds?: number;
                };
            };
        };
        responses: {
            /** @description The preview with its address. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    revokePreview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                preview: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The address shows nothing any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    exportProject: {
        parameters: {
            query?: {
                version?: number;
                format?: "zip" | "tar.gz";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The archive, streamed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                    "application/gzip": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    pushProject: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request once, however often it is sent within a day: what was answered first is answered again, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    repository: {
                        /** @description Where people read it, such as `https://github.com/owner/name`. */
                        url: string;
                        token: string;
                        /**
                         * @description What runs at its host. Needed unless that is GitHub, GitLab, Codeberg or Bitbucket.
                         * @enum {string}
                         */
                        forge?: "github" | "gitlab" | "gitea" | "bitbucket";
                    };
                    /** @description Number of a version; the head when absent. */
                    version?: number;
                    /** @description The default branch when absent. It is made when there is none. */
                    branch?: string;
                    message?: string;
                    /**
                     * @description Whether files of the branch that the project does not have stay.
                     * @default merge
                     * @enum {string}
                     */
                    mode?: "merge" | "replace";
                    /** @description Opens one from the branch, or finds the one that is open. */
                    pull_request?: {
                        title: string;
                        /** @default  */
                        body?: string;
                        /** @description What it is to go into; the default branch when absent. */
                        base?: string;
                    };
                };
            };
        };
        responses: {
            /** @description The commit that the branch now points at. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Push"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    importFiles: {
        parameters: {
            query?: {
                /** @description Whether files that the archive does not have stay. */
                mode?: "merge" | "replace";
                /** @description Leading folders to take off each path, such as the one that an archive of a repository has. */
                strip?: number;
            };
            header?: {
                /** @description Makes the request once, however often it is sent within a day: what was answered first is answered again, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
                /** @description ETag of the file list ("v3"): refuse when the project has changed. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/zip": string;
                "application/gzip": string;
                "application/x-gzip": string;
                "application/x-tar": string;
            };
        };
        responses: {
            /** @description The version with the files. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    pullProject: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request once, however often it is sent within a day: what was answered first is answered again, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
                /** @description ETag of the file list ("v3"): refuse when the project has changed. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    repository: {
                        /** @description Where people read it, such as `https://github.com/owner/name`. */
                        url: string;
                        /** @description For one that is private. It is used for this request, and not kept. */
                        token?: string;
                        /**
                         * @description What runs at its host. Needed unless that is GitHub, GitLab, Codeberg or Bitbucket.
                         * @enum {string}
                         */
                        forge?: "github" | "gitlab" | "gitea" | "bitbucket";
                        /** @description A branch, a tag or a commit; the default branch when absent. */
                        ref?: string;
                        /** @description Of a larger repository, the folder that becomes the project. */
                        folder?: string;
                    };
                    /**
                     * @description Whether files that the archive does not have stay.
                     * @default merge
                     * @enum {string}
                     */
                    mode?: "merge" | "replace";
                };
            };
        };
        responses: {
            /** @description The version with the files. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listRuns: {
        parameters: {
            query?: {
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunPage"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    createRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request once, however often it is sent within a day: what was answered first is answered again, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Needed but for a repair. */
                    prompt?: string;
                    /**
                     * @description An edit that mends what the head has told of itself when it was opened, which its report has.
                     * @constant
                     */
                    repair?: true;
                    /**
                     * @description `generate` plans a whole project and writes it, on the files that are there; `edit` changes them, `chat` answers from them and changes them where that is asked. Without it: chat where the mode says so, generate for a project without files of its own, else edit.
                     * @enum {string}
                     */
                    kind?: "generate" | "edit" | "chat";
                    /** @description One of the served models; the first when absent. */
                    model?: string;
                    /**
                     * @description `build`, the default, goes on to the end; `plan` stops with the plan, for approval or change; `ask`, for a chat, changes no file.
                     * @enum {string}
                     */
                    mode?: "ask" | "plan" | "build";
                    /** @description Texts, and images for a model that takes some, to go with the prompt. */
                    attachments?: {
                        name: string;
                        /** @description A PNG, JPEG, GIF or WebP of at most 1048576 bytes, in base64. */
                        image?: string;
                        /** @description In place of an image, of at most 262144 bytes. */
                        text?: string;
                    }[];
                    /** @description What the run may take at most. What the tier of the account allows holds besides. */
                    budget?: {
                        max_cost_usd?: number;
                        /** @description Of prompts and answers together. */
                        max_tokens?: number;
                        /** @description Calls that send back what is wrong. */
                        max_repairs?: number;
                        /** @description Of its work: a run that rests takes none. */
                        max_seconds?: number;
                    };
                };
            };
        };
        responses: {
            /** @description The run, or its events, each a `RunEvent`; Location names the run. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["RunEvent"];
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getRun: {
        parameters: {
            query?: {
                /** @description For how many seconds to wait at most. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    followRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the last event that was received. */
                "Last-Event-ID"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events, each a `RunEvent`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["RunEvent"];
                };
            };
            /** @description The run has ended or awaits input, and Last-Event-ID was its last event. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    createTicket: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The address. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    answerRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The answer to a question. */
                    text: string;
                } | {
                    /**
                     * @description The plan is good: go on.
                     * @constant
                     */
                    approve: true;
                } | {
                    /** @description What to change of the plan; the run asks again then. */
                    plan: string;
                };
            };
        };
        responses: {
            /** @description The run as it is now, or its events, each a `RunEvent`. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["RunEvent"];
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    cancelRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run as it is now. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookList"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request once, however often it is sent within a day: what was answered first is answered again, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: uri
                     * @description Where messages are sent by POST: https, at public addresses, and no redirect is followed.
                     */
                    url: string;
                    /** @default  */
                    description?: string;
                    /** @description Which facts of runs are sent. */
                    events: ("run.created" | "run.started" | "facts.withdrawn" | "run.awaiting_input" | "input.received" | "run.waiting" | "plan.ready" | "file.completed" | "file.deleted" | "file.renamed" | "file.failed" | "file.unchanged" | "answer.mended" | "answer.problem" | "answer.cut" | "check.completed" | "problem.found" | "page.opened" | "repair.completed" | "version.committed" | "version.conflicted" | "message.completed" | "run.succeeded" | "run.partial" | "run.failed" | "run.canceled")[];
                };
            };
        };
        responses: {
            /** @description The webhook with its secret, shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreshWebhook"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    updateWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: uri
                     * @description Where messages are sent by POST: https, at public addresses, and no redirect is followed.
                     */
                    url?: string;
                    description?: string;
                    /** @description Which facts of runs are sent. */
                    events?: ("run.created" | "run.started" | "facts.withdrawn" | "run.awaiting_input" | "input.received" | "run.waiting" | "plan.ready" | "file.completed" | "file.deleted" | "file.renamed" | "file.failed" | "file.unchanged" | "answer.mended" | "answer.problem" | "answer.cut" | "check.completed" | "problem.found" | "page.opened" | "repair.completed" | "version.committed" | "version.conflicted" | "message.completed" | "run.succeeded" | "run.partial" | "run.failed" | "run.canceled")[];
                    active?: boolean;
                };
            };
        };
        responses: {
            /** @description The webhook as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookAttempt"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description `pending` is to be sent, or sent again; `failed` was given up after a day of attempts. */
                status?: "pending" | "delivered" | "failed";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deliveries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveryPage"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    redeliverMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                delivery: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery, which is due now. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    sendMcpMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request once, however often it is sent within a day: what was answered first is answered again, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
                /** @description The version that was agreed on: 2025-11-25, 2025-06-18, 2025-03-26, 2024-11-05. */
                "MCP-Protocol-Version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["McpMessage"];
            };
        };
        responses: {
            /** @description The answer to a request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["McpAnswer"];
                };
            };
            /** @description Taken: a notification has no answer. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listMessages: {
        parameters: {
            query?: {
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of messages. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagePage"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listTemplates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All templates. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /**
                             * @description What `template` of a new project takes.
                             * @enum {string}
                             */
                            id: "browser" | "react" | "vue" | "hono-api" | "fastapi" | "telegram-bot";
                            name: string;
                            description: string;
                            /** @description Paths of its files. */
                            files: string[];
                        }[];
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The models. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelList"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id. */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The model. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    createChatCompletion: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request once, however often it is sent within a day: what was answered first is answered again, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
                /** @description Keeps a successful answer for so many seconds, a week at most, for the same request of the same caller: the header `X-Samokoder-Cache` tells `hit` or `miss`. A hit costs nothing. */
                "X-Samokoder-Cache-Ttl"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatCompletionRequest"];
            };
        };
        responses: {
            /** @description The answer, or its chunks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["ChatCompletionChunk"];
                    "application/json": components["schemas"]["ChatCompletion"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    createEmbeddings: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request once, however often it is sent within a day: what was answered first is answered again, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
                /** @description Keeps a successful answer for so many seconds, a week at most, for the same request of the same caller: the header `X-Samokoder-Cache` tells `hit` or `miss`. A hit costs nothing. */
                "X-Samokoder-Cache-Ttl"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmbeddingsRequest"];
            };
        };
        responses: {
            /** @description A vector for each input. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmbeddingsList"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    createResponse: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request once, however often it is sent within a day: what was answered first is answered again, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
                /** @description Keeps a successful answer for so many seconds, a week at most, for the same request of the same caller: the header `X-Samokoder-Cache` tells `hit` or `miss`. A hit costs nothing. */
                "X-Samokoder-Cache-Ttl"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelResponseRequest"];
            };
        };
        responses: {
            /** @description The response, or its events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["ModelResponseEvent"];
                    "application/json": components["schemas"]["ModelResponse"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getApiDescription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        openapi: string;
                        info: {
                            title: string;
                            version: string;
                        } & {
                            [key: string]: unknown;
                        };
                        paths: {
                            [key: string]: {
                                [key: string]: unknown;
                            };
                        };
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getDocsPage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page; it loads nothing but files of this deployment. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    renewBrowserSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description That of this deployment, as browsers send it. */
                Origin?: string;
                /** @description What signing in has set. */
                Cookie?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session with a new access token. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BrowserSession"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    openBrowserSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description That of this deployment, as browsers send it. */
                Origin?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: email */
                    email: string;
                    password: string;
                } | {
                    /** Format: email */
                    email: string;
                    password: string;
                    name?: string;
                    /** @description Needed where the deployment asks for one. */
                    invitation?: string;
                    /**
                     * @description Makes the account.
                     * @constant
                     */
                    sign_up: true;
                };
            };
        };
        responses: {
            /** @description The session, without its refresh token. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BrowserSession"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    endBrowserSession: {
        parameters: {
            query?: {
                /** @description Ends all sessions of the account, and not this one alone. */
                everywhere?: "true";
            };
            header?: {
                /** @description That of this deployment, as browsers send it. */
                Origin?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended, and the cookie is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    verifyBrowserSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description That of this deployment, as browsers send it. */
                Origin?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    factor_id: string;
                    /** @description That the app shows now. Each serves once. */
                    code: string;
                };
            };
        };
        responses: {
            /** @description The session with a new access token. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BrowserSession"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getStudioPage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getFavicon: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
}
