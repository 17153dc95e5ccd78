// SPDX-License-Identifier: Apache-2.0
/** Who may ask for what over HTTP: what docs/security.md says, against what the services answer. */
package io.lethe.access;
