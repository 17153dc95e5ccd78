/** The topic catalogue: every topic of Lethe as a typed value, declared once. */
package io.lethe.schemas.topic;
