// SPDX-License-Identifier: Apache-2.0
/** What the services expose, what the metrics page says, and what alerts and dashboard ask. */
package io.lethe.monitoring;
